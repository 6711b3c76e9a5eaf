import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { Reach } from "../../api/types";
import { t } from "../../texts";
import { announce } from "../../ui/announce";
import { Button, IconButton } from "../../ui/Button";
import { Input, Labelled } from "../../ui/fields";
import { SystemSelect } from "../../ui/form/choices";
import { useForm } from "../../ui/form/context";
import { Icon } from "../../ui/Icon";
import { tidyNumber } from "../check";
import { listed } from "../words";
import { countriesLike, type Country } from "./countries";
import { closedWithin, DESTINATION_RULES_MAX, isDear, type Rules, wrongPrefix } from "./destinations";
import { placeWords } from "./tellPolicy";

/** Few enough to look through; more letters narrow. */
const FOUND_MAX = 6;

/** Prefixes, each open or closed, and the way to add one. `onSet` with null removes. */
export function DestinationList({ label, none, rules, onSet }: {
  label: string;
  none: string;
  rules: Rules;
  onSet: (prefix: string, reach: Reach | null) => void;
}) {
  const { locked } = useForm();
  const list = useRef<HTMLDivElement>(null);
  const prefixes = Object.keys(rules).toSorted();
  const remove = (prefix: string) => {
    const at = prefixes.indexOf(prefix);
    onSet(prefix, null);
    announce(t("settings.destinations.removed", { prefix }));
    // The line that held the focus goes: the next one takes it, or the field below.
    const next = prefixes[at + 1] ?? prefixes[at - 1];
    list.current?.querySelector<HTMLElement>(next ? `[data-prefix="${next}"] .ib` : "input")?.focus();
  };
  return (
    <div ref={list} className="dest">
      {prefixes.length === 0 ? (
        <p className="dest-none">
          <Icon name="phone-out" />
          <span>{none}</span>
        </p>
      ) : (
        <ul className="dest-list" aria-label={label}>
          {prefixes.map((prefix) => (
            <li key={prefix} data-prefix={prefix}>
              <span className="dest-prefix">{prefix}</span>
              <span className="dest-words">
                <span>{placeWords(prefix)}</span>
                <Costs rules={rules} prefix={prefix} />
              </span>
              <SystemSelect
                label={t("settings.destinations.reach_of", { prefix, name: placeWords(prefix) })}
                value={rules[prefix] ?? "closed"}
                choices={(["open", "closed"] as const).map((reach) => ({ value: reach, words: t(`settings.destinations.reach.${reach}`) }))}
                onChange={(reach) => onSet(prefix, reach)}
              />
              <IconButton icon="trash" label={t("settings.destinations.remove", { prefix })} reason={locked?.reason} onClick={() => remove(prefix)} />
            </li>
          ))}
        </ul>
      )}
      <Adding label={label} rules={rules} onAdd={onSet} />
    </div>
  );
}

/** What an open prefix costs, or does not open. */
function Costs({ rules, prefix }: { rules: Rules; prefix: string }) {
  if (rules[prefix] !== "open") return null;
  if (isDear(prefix)) {
    return (
      <span className="small dest-dear">
        <Icon name="warn" />
        {t("settings.destinations.dear")}
      </span>
    );
  }
  const within = closedWithin(rules, prefix);
  if (within.length === 0) return null;
  return (
    <span className="small t3" title={within.join(", ")}>
      {t("settings.destinations.within", { count: within.length, names: listed(within, "") })}
    </span>
  );
}

/** A country by its name, or a prefix; Enter opens it. */
function Adding({ label, rules, onAdd }: { label: string; rules: Rules; onAdd: (prefix: string, reach: Reach) => void }) {
  const { locked } = useForm();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const found = countriesLike(typed);
  const write = (next: string) => {
    setTyped(next);
    setWrong(null);
  };
  const add = (reach: Reach) => {
    const { prefix, why } = prefixIn(typed, found, rules);
    setWrong(why);
    field.current?.focus();
    if (why !== null) return;
    onAdd(prefix, reach);
    announce(t(`settings.destinations.added_${reach}`, { prefix }));
    write("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    // Enter here adds a line; it does not save the page.
    event.preventDefault();
    if (!locked) add("open");
  };
  return (
    <div className="dest-add" role="group" aria-label={label}>
      <Labelled label={t("settings.destinations.add")} hint={t("settings.destinations.add_hint")} wrong={wrong}>
        {(ids) => (
          <div className="dest-line">
            <Input {...ids} ref={field} value={typed} autoComplete="off" spellCheck={false} aria-controls={listId} {...(locked ? { readOnly: true, title: locked.reason } : {})} onChange={(event) => write(event.target.value)} onKeyDown={onKeyDown} />
            <Button icon="plus" reason={locked?.reason} onClick={() => add("open")}>
              {t("settings.destinations.open")}
            </Button>
            <Button reason={locked?.reason} onClick={() => add("closed")}>
              {t("settings.destinations.closed")}
            </Button>
          </div>
        )}
      </Labelled>
      <ul id={listId} className="chips" aria-label={t("settings.destinations.found")}>
        {found.slice(0, FOUND_MAX).map((country) => (
          <li key={country.prefix}>
            <button
              type="button"
              className="chip"
              onClick={() => {
                write(country.prefix);
                field.current?.focus();
              }}
            >
              {country.name} <span className="t3">{country.prefix}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The prefix that is meant, or why there is none. */
function prefixIn(typed: string, found: readonly Country[], rules: Rules): { prefix: string; why: string | null } {
  const tidy = tidyNumber(typed);
  const named = found.length === 1 ? found[0] : found.find((country) => country.name.toLocaleLowerCase() === typed.trim().toLocaleLowerCase());
  const prefix = named?.prefix ?? tidy;
  if (tidy === "") return { prefix, why: t("settings.destinations.wrong.nothing") };
  if (!named && found.length > 1) return { prefix, why: t("settings.destinations.wrong.which") };
  if (!named && /^\p{L}/u.test(tidy)) return { prefix, why: t("settings.destinations.wrong.country") };
  if (prefix in rules) return { prefix, why: t("settings.destinations.wrong.listed", { prefix }) };
  if (Object.keys(rules).length >= DESTINATION_RULES_MAX) return { prefix, why: t("settings.destinations.wrong.over", { max: DESTINATION_RULES_MAX }) };
  return { prefix, why: wrongPrefix(prefix) };
}
