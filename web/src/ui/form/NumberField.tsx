import { useState } from "react";
import { TextField } from "./TextField";
import { wholeNumber } from "./number";

/** A whole number with its unit. What is no number is passed on as NaN, and the form says what is wrong. */
export function NumberField({ label, value, unit, onChange, hint, wrong }: {
  label: string;
  value: number;
  unit: string;
  onChange: (value: number) => void;
  hint?: string | undefined;
  wrong?: string | null | undefined;
}) {
  const [typed, setTyped] = useState(() => written(value));
  // Somebody else's value, or one taken back, replaces what was typed; our own does not.
  const text = Object.is(wholeNumber(typed), value) ? typed : written(value);
  return (
    <div className="number-field">
      <TextField
        label={label}
        hint={hint}
        wrong={wrong}
        value={text}
        inputMode="numeric"
        autoComplete="off"
        end={<span className="t3">{unit}</span>}
        onChange={(next) => {
          setTyped(next);
          onChange(wholeNumber(next));
        }}
      />
    </div>
  );
}

function written(value: number): string {
  return Number.isNaN(value) ? "" : String(value);
}
