import { Button, IconButton } from "../Button";
import { useForm } from "./context";
import { TextField } from "./TextField";

export interface ListWords {
  add: string;
  /** The name of the n-th line, counted from 1. */
  line: (n: number) => string;
  remove: (n: number) => string;
  none: string;
}

/** A few lines of text, such as the addresses of a trunk. */
export function ListField({ label, quiet, hint, words, value, onChange, wrong, max, placeholder }: {
  label: string;
  /** The part around says the same: the label is only heard. */
  quiet?: boolean;
  hint?: string | undefined;
  words: ListWords;
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** What is wrong with a line. */
  wrong: (line: string) => string | null;
  max: number;
  placeholder?: string;
}) {
  const { locked } = useForm();
  return (
    <fieldset className="lines">
      <legend className={quiet ? "sr" : "label"}>{label}</legend>
      {hint && <p className="hint">{hint}</p>}
      {value.length === 0 && <p className="t2">{words.none}</p>}
      {value.map((line, at) => (
        // Lines have no identity of their own: the place is one.
        <div className="line" key={at}>
          <TextField
            label={words.line(at + 1)}
            value={line}
            wrong={wrong(line)}
            placeholder={placeholder}
            autoComplete="off"
            spellCheck={false}
            onChange={(next) => onChange(value.with(at, next))}
          />
          <IconButton icon="trash" label={words.remove(at + 1)} reason={locked?.reason} onClick={() => onChange(value.toSpliced(at, 1))} />
        </div>
      ))}
      {value.length < max && (
        <div>
          <Button size="s" icon="plus" reason={locked?.reason} onClick={() => onChange([...value, ""])}>
            {words.add}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
