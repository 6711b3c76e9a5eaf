import { type ReactNode, useId } from "react";
import { Labelled } from "../fields";
import { Icon } from "../Icon";
import { toast } from "../toasts";
import { useForm } from "./context";

export interface Choice<T extends string> {
  value: T;
  words: string;
  hint?: string | undefined;
  /** Why this one may not be chosen or taken away. */
  reason?: string | null | undefined;
  /** Stands before the words: an avatar. */
  mark?: ReactNode;
}

/** The list of the system, alone: it is at home on every screen, and opens by every key. `ids` or `label` say what it is. */
export function SystemSelect<T extends string>({ label, ids, value, choices, onChange, bad = false }: {
  label?: string;
  ids?: { id: string; "aria-describedby"?: string; "aria-invalid"?: true };
  value: T;
  choices: readonly { value: T; words: string }[];
  onChange: (value: T) => void;
  bad?: boolean;
}) {
  const { locked } = useForm();
  return (
    <span className={bad ? "field select-field bad" : "field select-field"}>
      <select {...ids} aria-label={label} value={value} {...(locked ? { "aria-disabled": true, title: locked.reason, "aria-describedby": locked.id } : {})} {...(bad ? { "aria-invalid": true } : {})} onChange={(event) => (locked ? toast(locked.reason) : onChange(event.target.value as T))}>
        {choices.every((choice) => choice.value !== value) && <option value={value} />}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.words}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}

/** One of many, with its label above. */
export function SelectField<T extends string>({ label, hint, wrong, value, choices, onChange }: {
  label: string;
  hint?: string | undefined;
  wrong?: string | null | undefined;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}) {
  return (
    <Labelled label={label} hint={hint} wrong={wrong}>
      {(ids) => <SystemSelect ids={ids} value={value} choices={choices} onChange={onChange} />}
    </Labelled>
  );
}

/** One of a few, all of them in sight, each with what it does. */
export function RadioList<T extends string>({ label, quiet, value, choices, onChange }: {
  label: string;
  /** The part around says the same: the label is only heard. */
  quiet?: boolean;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <Group label={label} quiet={quiet}>
      {choices.map((choice) => (
        <Line key={choice.value} kind="radio" name={name} choice={choice} checked={choice.value === value} onPick={() => onChange(choice.value)} />
      ))}
    </Group>
  );
}

/** Any of many. */
export function CheckList<T extends string>({ label, quiet, value, choices, onChange, empty }: {
  label: string;
  /** The part around says the same: the label is only heard. */
  quiet?: boolean;
  value: readonly T[];
  choices: readonly Choice<T>[];
  onChange: (value: T[]) => void;
  /** Said when there is nothing to choose from. */
  empty?: string;
}) {
  if (choices.length === 0) return <p className="hint">{empty}</p>;
  return (
    <Group label={label} quiet={quiet}>
      {choices.map((choice) => {
        const checked = value.includes(choice.value);
        const next = checked ? value.filter((held) => held !== choice.value) : [...value, choice.value];
        return <Line key={choice.value} kind="checkbox" choice={choice} checked={checked} onPick={() => onChange(next)} />;
      })}
    </Group>
  );
}

function Group({ label, quiet, children }: { label: string; quiet?: boolean | undefined; children: ReactNode }) {
  const { locked } = useForm();
  return (
    <fieldset className="choices" {...(locked ? { "aria-describedby": locked.id } : {})}>
      <legend className={quiet ? "sr" : "label"}>{label}</legend>
      {children}
    </fieldset>
  );
}

function Line<T extends string>({ kind, name, choice, checked, onPick }: {
  kind: "radio" | "checkbox";
  name?: string;
  choice: Choice<T>;
  checked: boolean;
  onPick: () => void;
}) {
  const id = useId();
  const { locked } = useForm();
  const why = choice.reason ?? locked?.reason ?? null;
  const said = choice.hint || choice.reason ? `${id}-hint` : undefined;
  return (
    <div className="choice">
      <input
        type={kind}
        id={id}
        {...(name ? { name } : {})}
        checked={checked}
        {...(said ? { "aria-describedby": said } : {})}
        {...(why ? { "aria-disabled": true, title: why } : {})}
        onChange={() => (why ? toast(why) : onPick())}
      />
      {choice.mark}
      <span className="grow">
        <label htmlFor={id}>{choice.words}</label>
        {said && (
          <span className="hint" id={said}>
            {choice.hint} {choice.reason && <span className="t2">{choice.reason}</span>}
          </span>
        )}
      </span>
    </div>
  );
}
