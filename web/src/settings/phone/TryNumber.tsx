import { useState } from "react";
import { t } from "../../texts";
import { Input, Labelled } from "../../ui/fields";
import { Part } from "../../ui/form/Form";
import { Icon } from "../../ui/Icon";
import { tidyNumber } from "../check";
import type { Settings } from "../documents";
import { nameOf } from "../words";
import { judge, type Policy, roleField, rolesOf, rulesOf } from "./destinations";

/** The list that counts for everybody else. */
const NO_LIST = "";

/** Says of any number whether it could be called. Whoever may look at the page may try one. */
export function TryNumber({ policy, settings }: { policy: Policy; settings: Settings }) {
  const [number, setNumber] = useState("");
  const [role, setRole] = useState(NO_LIST);
  const own = rolesOf(policy);
  const rules = (role === NO_LIST ? undefined : policy[roleField(Number(role))]) ?? rulesOf(policy);
  const verdict = number.trim() === "" ? null : judge(rules, tidyNumber(number));
  return (
    <Part title={t("settings.destinations.try")} words={t("settings.destinations.try_words")}>
      <div className="dest-try">
        <Labelled label={t("settings.destinations.number")} hint={t("settings.destinations.try_hint")}>
          {(ids) => (
            <Input
              {...ids}
              type="tel"
              value={number}
              autoComplete="off"
              onChange={(event) => setNumber(event.target.value)}
              // The answer is there already; Enter saves nothing from here.
              onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
            />
          )}
        </Labelled>
        {own.length > 0 && (
          <Labelled label={t("settings.destinations.called_by")}>
            {(ids) => (
              <span className="field select-field">
                <select {...ids} value={own.includes(Number(role)) ? role : NO_LIST} onChange={(event) => setRole(event.target.value)}>
                  <option value={NO_LIST}>{t("settings.destinations.no_role")}</option>
                  {own.map((one) => (
                    <option key={one} value={one}>
                      {nameOf(settings.roles, one)}
                    </option>
                  ))}
                </select>
                <Icon name="down" />
              </span>
            )}
          </Labelled>
        )}
      </div>
      <div role="status">
        {verdict && (
          <p className={verdict.allowed ? "verdict good" : "verdict bad"}>
            <Icon name={verdict.allowed ? "check" : "x"} />
            <span>
              <strong>{t(verdict.allowed ? "settings.destinations.allowed" : "settings.destinations.refused")}</strong> {verdict.why}
            </span>
          </p>
        )}
      </div>
    </Part>
  );
}
