import { useState } from "react";
import type { Doc, Settings } from "../settings/documents";
import { t } from "../texts";
import { Input } from "../ui/fields";
import { useForm } from "../ui/form/context";
import { wholeNumber } from "../ui/form/number";
import { SystemSelect } from "../ui/form/choices";
import { LIMITS, wrongPrefix, wrongWord } from "./check";
import { type ChipChoice, ChoiceChips, TypedChips } from "./Chips";
import { type Mode, OUTCOMES, type OutcomeKind, type Test } from "./documents";

/** What one test asks for, by its kind. */
export function TestFields({ test, onChange, desk }: { test: Test; onChange: (test: Test) => void; desk: Settings }) {
  const label = t(`notifications.rule.test.${test.is}`);
  switch (test.is) {
    case "outcome":
      return <Chosen label={label} chosen={test.one_of} choices={OUTCOMES.map((one) => ({ key: one, words: t(`notifications.outcome.${one}`) }))} onChange={(one_of) => onChange({ ...test, one_of: one_of as OutcomeKind[] })} />;
    case "direction":
      return <SystemSelect label={label} value={test.direction} choices={(["inbound", "outbound"] as const).map((way) => ({ value: way, words: t(`notifications.rule.${way}`) }))} onChange={(direction) => onChange({ ...test, direction })} />;
    case "team":
      return <Documents label={label} ids={test.one_of} docs={desk.teams} none={t("notifications.rule.no_choice.team")} onChange={(one_of) => onChange({ ...test, one_of })} />;
    case "channel":
      return <Documents label={label} ids={test.one_of} docs={desk.channels} none={t("notifications.rule.no_choice.channel")} onChange={(one_of) => onChange({ ...test, one_of })} />;
    case "caller":
      return <TypedChips label={label} quiet chosen={test.starts_with} placeholder={t("notifications.rule.prefix")} wrong={wrongPrefix} split={/[,;\n]+/} type="tel" onChange={(starts_with) => onChange({ ...test, starts_with })} />;
    case "duration":
    case "talked":
      return (
        <div className="rule-span">
          <Bound label={t("notifications.rule.least")} value={test.at_least_s} onChange={(at_least_s) => onChange({ ...test, at_least_s })} />
          <Bound label={t("notifications.rule.most")} value={test.at_most_s} onChange={(at_most_s) => onChange({ ...test, at_most_s })} />
        </div>
      );
    case "tags":
      return (
        <div className="rule-some">
          <Some mode={test.mode} onChange={(mode) => onChange({ ...test, mode })} />
          <Documents label={label} ids={test.tags} docs={desk.tags} none={t("notifications.rule.no_choice.tags")} onChange={(tags) => onChange({ ...test, tags })} />
        </div>
      );
    case "not_tags":
      return <Documents label={label} ids={test.tags} docs={desk.tags} none={t("notifications.rule.no_choice.tags")} onChange={(tags) => onChange({ ...test, tags })} />;
    case "note_words":
      return (
        <div className="rule-some">
          <Some mode={test.mode} onChange={(mode) => onChange({ ...test, mode })} />
          <TypedChips label={label} quiet chosen={test.words} placeholder={t("notifications.rule.word")} hint={t("notifications.rule.word_hint")} wrong={wrongWord} split={/[,;\n]+/} onChange={(words) => onChange({ ...test, words: words.slice(0, LIMITS.words) })} />
        </div>
      );
    case "no_notes":
      return null;
  }
}

function Chosen({ label, chosen, choices, onChange, none = t("notifications.rule.find_none") }: { label: string; chosen: readonly string[]; choices: readonly ChipChoice[]; onChange: (chosen: string[]) => void; none?: string }) {
  return <ChoiceChips label={label} chosen={chosen} choices={choices} add={t("notifications.rule.add")} find={t("notifications.rule.find")} none={choices.length === 0 ? none : t("notifications.rule.find_none")} onChange={onChange} />;
}

/** Documents by their names: what is retired is kept where it is chosen, and offered no more. */
function Documents({ label, ids, docs, none, onChange }: { label: string; ids: readonly number[]; docs: readonly Doc<{ name: string; retired: "on" | "off" }>[]; none: string; onChange: (ids: number[]) => void }) {
  const choices = docs.filter((doc) => doc.document.retired === "off" || ids.includes(doc.id)).map((doc) => ({ key: String(doc.id), words: doc.document.name }));
  return <Chosen label={label} chosen={ids.map(String)} choices={choices} none={none} onChange={(keys) => onChange(keys.map(Number))} />;
}

function Some({ mode, onChange }: { mode: Mode; onChange: (mode: Mode) => void }) {
  return <SystemSelect label={t("notifications.rule.words_mode_label")} value={mode} choices={(["any", "all"] as const).map((one) => ({ value: one, words: t(`notifications.rule.words_mode.${one}`) }))} onChange={onChange} />;
}

/** A number of seconds, or none. */
function Bound({ label, value, onChange }: { label: string; value: number | null; onChange: (value: number | null) => void }) {
  const { locked } = useForm();
  const [typed, setTyped] = useState(() => written(value));
  // Somebody else's value, or one taken back, replaces what was typed; our own does not.
  const text = Object.is(read(typed), value) ? typed : written(value);
  return (
    <label className="row">
      <span className="t2">{label}</span>
      <Input
        value={text}
        inputMode="numeric"
        autoComplete="off"
        placeholder={t("notifications.rule.no_bound")}
        readOnly={locked !== null}
        bad={Number.isNaN(value)}
        end={<span className="t3">{t("notifications.rule.seconds")}</span>}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(read(event.target.value));
        }}
      />
    </label>
  );
}

function read(typed: string): number | null {
  return typed.trim() === "" ? null : wholeNumber(typed);
}
function written(value: number | null): string {
  return value === null || Number.isNaN(value) ? "" : String(value);
}
