import * as Dropdown from "@radix-ui/react-dropdown-menu";
import type { MyState } from "../api/model";
import { usePhone } from "../phone/phone";
import { fixed, reasonWords } from "../phone/Reason";
import type { LocalReason } from "../phone/reasons";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Lamp } from "../ui/people";
import { readinessOf, type Readiness as Found } from "./ready";

/** Whether a call could ring here now, and if not, why and what helps. Part of the availability menu. */
export function Readiness({ me }: { me: MyState }) {
  const phone = usePhone();
  const found = readinessOf(me, phone);
  return (
    <>
      <Dropdown.Label className="mi ready" asChild>
        <div>
          {found.is === "ready" ? <Lamp state="live" /> : <Icon name={found.is === "busy" ? "phone" : "warn"} className={found.is === "busy" ? "" : "bad"} />}
          <span className="grow">
            {headline(found)}
            {found.is === "not_ready" && <Reasons found={found} />}
          </span>
        </div>
      </Dropdown.Label>
      {found.local && <FixItem reason={found.local} />}
    </>
  );
}

/** One sentence, for the name of the button. */
export function inShort(found: Found): string {
  switch (found.is) {
    case "ready":
      return t("phone.availability.ready");
    case "busy":
      return t("phone.availability.busy");
    case "not_ready":
      return t("phone.availability.not_ready");
  }
}

/** The same where the reasons follow. */
function headline(found: Found): string {
  const told = found.is === "not_ready" && (found.local !== null || found.server.length > 0);
  return told ? t("phone.availability.not_ready_because") : inShort(found);
}

function Reasons({ found }: { found: Extract<Found, { is: "not_ready" }> }) {
  return (
    <ul className="reasons">
      {found.local && <li>{reasonWords(found.local)}</li>}
      {found.server.map((reason) => (
        <li key={reason.code}>{reason.sentence}</li>
      ))}
    </ul>
  );
}

function FixItem({ reason }: { reason: LocalReason }) {
  const { fix } = reason;
  if (fix === null) return null;
  return (
    <Dropdown.Item
      className="mi fix"
      onSelect={(event) => {
        // The menu stays to show what came of it.
        event.preventDefault();
        fixed(fix);
      }}
    >
      <Icon name="right" />
      {t(`phone.fix.${fix}`)}
    </Dropdown.Item>
  );
}
