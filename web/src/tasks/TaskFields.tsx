import "../ui/form/form.css";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { serverNow } from "../api/live";
import type { Priority } from "../api/model";
import { cache, meQuery, teammatesQuery } from "../api/queries";
import { t } from "../texts";
import { Input, Labelled } from "../ui/fields";
import { SelectField } from "../ui/form/choices";
import type { Written, Wrong } from "./change";
import { fieldOf, usualDues } from "./due";
import { PRIORITIES } from "./place";
import { PriorityMark } from "./marks";

/** What a task says of itself: the same fields for a new one and for a held one. */
export function TaskFields({ written, wrong, fresh = false, onChange }: {
  written: Written;
  wrong: Wrong | null;
  /** A new one is written at once; a held one is read first. */
  fresh?: boolean;
  onChange: (next: Written) => void;
}) {
  const mates = useQuery(teammatesQuery).data ?? [];
  const mine = cache.getQueryData(meQuery.queryKey)?.teammate;
  const sorted = mates.toSorted((a, b) => Number(b.id === mine) - Number(a.id === mine));
  return (
    <>
      <Labelled label={t("desk.tasks.title")} wrong={wrong?.title ?? null}>
        {(ids) => (
          <span className={wrong?.title ? "field area bad" : "field area"}>
            {/* One line that may be long: it wraps, and Enter saves. */}
            <textarea
              {...ids}
              rows={1}
              autoFocus={fresh}
              value={written.title}
              autoComplete="off"
              onChange={(event) => onChange({ ...written, title: event.target.value.replaceAll(/[\r\n]+/g, " ") })}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
                event.preventDefault();
                event.currentTarget.form?.requestSubmit();
              }}
            />
          </span>
        )}
      </Labelled>
      <PriorityField value={written.priority} onChange={(priority) => onChange({ ...written, priority })} />
      <SelectField
        label={t("desk.tasks.assignee")}
        value={written.assignee}
        choices={[
          { value: "", words: t("desk.tasks.nobody") },
          ...sorted.map((mate) => ({ value: String(mate.id), words: mate.id === mine ? t("desk.tasks.me", { name: mate.name }) : mate.name })),
        ]}
        onChange={(assignee) => onChange({ ...written, assignee })}
      />
      <DueField value={written.due} wrong={wrong?.due ?? null} onChange={(due) => onChange({ ...written, due })} />
    </>
  );
}

/** Four of them, each with its shape; arrows move between them. */
function PriorityField({ value, onChange }: { value: Priority; onChange: (next: Priority) => void }) {
  const name = useId();
  return (
    <fieldset className="prio-field">
      <legend className="label">{t("desk.tasks.priority")}</legend>
      <div className="seg">
        {PRIORITIES.toReversed().map((one) => (
          <label key={one} className={one === value ? "on" : ""}>
            <input type="radio" className="sr" name={name} checked={one === value} onChange={() => onChange(one)} />
            <PriorityMark priority={one} />
            <span aria-hidden="true">{t(`tasks.priority.${one}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function DueField({ value, wrong, onChange }: { value: string; wrong: string | null; onChange: (next: string) => void }) {
  const now = serverNow();
  const { today, tomorrow, week } = usualDues(now);
  const usual = [
    ...(today > now ? [{ words: t("desk.tasks.due_today"), due: fieldOf(today) }] : []),
    { words: t("desk.tasks.due_tomorrow"), due: fieldOf(tomorrow) },
    { words: t("desk.tasks.due_week"), due: fieldOf(week) },
    { words: t("desk.tasks.due_none"), due: "" },
  ];
  return (
    <div>
      <Labelled label={t("desk.tasks.due")} wrong={wrong}>
        {(ids) => <Input {...ids} type="datetime-local" value={value} onChange={(event) => onChange(event.target.value)} />}
      </Labelled>
      <div className="chips usual-dues">
        {usual.map((one) => (
          <button key={one.words} type="button" className="chip" aria-pressed={one.due === value} onClick={() => onChange(one.due)}>
            {one.words}
          </button>
        ))}
      </div>
    </div>
  );
}
