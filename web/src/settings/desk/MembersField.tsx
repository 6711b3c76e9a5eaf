import { useState } from "react";
import { t } from "../../texts";
import { Input } from "../../ui/fields";
import { CheckList } from "../../ui/form/choices";
import { Avatar } from "../../ui/people";
import type { Settings } from "../documents";
import { roleName } from "../words";

/** From here on a field to search in is quicker than the eye. */
const SEARCH_FROM = 9;

/** The teammates of a team, to be ticked. Those who are members stand first when the page opens. */
export function MembersField({ settings, value, onChange }: { settings: Settings; value: readonly number[]; onChange: (members: number[]) => void }) {
  const [words, setWords] = useState("");
  const [first] = useState(() => new Set(value));
  const here = settings.teammates.filter((one) => one.document.employment === "here");
  const sorted = here.toSorted((a, b) => Number(first.has(b.id)) - Number(first.has(a.id)) || a.document.name.localeCompare(b.document.name));
  const found = sorted.filter((one) => one.document.name.toLocaleLowerCase().includes(words.trim().toLocaleLowerCase()));
  return (
    <div className="members">
      {here.length >= SEARCH_FROM && (
        <Input icon="search" aria-label={t("settings.team.find_member")} placeholder={t("settings.team.find_member")} value={words} onChange={(event) => setWords(event.target.value)} />
      )}
      <div className="members-list">
        <CheckList
          label={t("settings.team.chosen", { count: value.filter((id) => here.some((one) => one.id === id)).length, all: here.length })}
          value={value.map(String)}
          choices={found.map((one) => ({ value: String(one.id), words: one.document.name, hint: roleName(settings, one.document.role), mark: <Avatar id={one.id} name={one.document.name} /> }))}
          empty={words === "" ? t("settings.teammates.none") : t("settings.nobody_found", { words })}
          onChange={(ids) => onChange(ids.map(Number))}
        />
      </div>
    </div>
  );
}
