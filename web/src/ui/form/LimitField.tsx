import { useState } from "react";
import { NumberField } from "./NumberField";
import { SwitchRow } from "./SwitchRow";

/** A number that may be absent: a switch, and the number once it is on. */
export function LimitField({ label, hint, numberLabel, unit, value, usual, onChange, wrong }: {
  label: string;
  hint?: string | undefined;
  numberLabel: string;
  unit: string;
  value: number | null;
  /** What the number is when the switch is turned on for the first time. */
  usual: number;
  onChange: (value: number | null) => void;
  wrong?: string | null | undefined;
}) {
  const [last, setLast] = useState(usual);
  return (
    <div className="limit-field">
      <SwitchRow
        label={label}
        hint={hint}
        checked={value !== null}
        onChange={(on) => {
          if (value !== null && !Number.isNaN(value)) setLast(value);
          onChange(on ? last : null);
        }}
      />
      {value !== null && <NumberField label={numberLabel} unit={unit} value={value} wrong={wrong} onChange={onChange} />}
    </div>
  );
}
