import { useId } from "react";
import { TextField } from "./TextField";
import { zones } from "./hours";

const ALL = zones();

/** A time zone by its name; the browser offers those that begin like what was typed. */
export function ZoneField({ label, hint, value, onChange, wrong }: {
  label: string;
  hint?: string | undefined;
  value: string;
  onChange: (zone: string) => void;
  wrong?: string | null | undefined;
}) {
  const list = useId();
  return (
    <>
      <TextField label={label} hint={hint} value={value} wrong={wrong} list={list} icon="globe" autoComplete="off" spellCheck={false} onChange={onChange} />
      <datalist id={list}>
        {ALL.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
