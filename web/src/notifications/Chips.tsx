import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { t } from "../texts";
import { announce } from "../ui/announce";
import { useForm } from "../ui/form/context";
import { Icon } from "../ui/Icon";
import { Picker } from "../ui/Picker";
import { Popover } from "../ui/Popover";
import { toast } from "../ui/toasts";

/** One chosen thing, with the way to take it out again. */
export function Chip({ words, mark, wrong, onRemove }: { words: string; mark?: ReactNode; wrong?: boolean; onRemove: () => void }) {
  const { locked } = useForm();
  return (
    <span className={wrong ? "chip bad" : "chip"} title={words}>
      {mark}
      <span className="cut">{words}</span>
      {!locked && (
        <button
          type="button"
          aria-label={t("notifications.chips.remove", { name: words })}
          onClick={() => {
            onRemove();
            announce(t("notifications.chips.removed", { name: words }));
          }}
        >
          <Icon name="x" />
        </button>
      )}
    </span>
  );
}

export interface ChipChoice {
  key: string;
  words: string;
  mark?: ReactNode;
}

/** Some of what there is, each a chip; the rest is found behind the last one. */
export function ChoiceChips({ label, chosen, choices, onChange, add, find, none, wrong }: {
  label: string;
  chosen: readonly string[];
  choices: readonly ChipChoice[];
  onChange: (chosen: string[]) => void;
  add: string;
  find: string;
  none: string;
  wrong?: string | null | undefined;
}) {
  const [open, setOpen] = useState(false);
  const { locked, attempted } = useForm();
  const said = useId();
  const left = choices.filter((choice) => !chosen.includes(choice.key));
  const shown = attempted ? (wrong ?? null) : null;
  const button = (
    <button type="button" className="chip add" aria-label={`${label}: ${add}`} {...(shown ? { "aria-invalid": true, "aria-describedby": said } : {})} {...(locked ? { "aria-disabled": true, onClick: () => toast(locked.reason) } : {})}>
      <Icon name="plus" />
      {add}
    </button>
  );
  return (
    <div role="group" aria-label={label} className="grow">
      <div className="chips">
        {chosen.map((key) => {
          const choice = choices.find((one) => one.key === key);
          return <Chip key={key} words={choice?.words ?? t("notifications.chips.unknown")} mark={choice?.mark} onRemove={() => onChange(chosen.filter((one) => one !== key))} />;
        })}
        {locked ? (
          button
        ) : (
          <Popover open={open} onOpenChange={setOpen} trigger={button} label={label}>
            <Picker
              label={find}
              none={none}
              choices={left}
              onChoose={(key) => {
                onChange([...chosen, key]);
                announce(t("notifications.chips.added", { name: choices.find((one) => one.key === key)?.words ?? "" }));
                if (left.length <= 1) setOpen(false);
              }}
            />
          </Popover>
        )}
      </div>
      {shown && <Wrong id={said} words={shown} />}
    </div>
  );
}

/** Typed things, each a chip once Enter, a comma or leaving the field ends it. */
export function TypedChips({ label, quiet, chosen, onChange, placeholder, wrong, wrongAll, hint, split, type = "text" }: {
  label: string;
  /** The part around says the same: the label is only heard. */
  quiet?: boolean;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  placeholder: string;
  /** What is wrong with one of them. */
  wrong: (one: string) => string | null;
  /** What is wrong with all of them; shown once the field was left or Save was pressed. */
  wrongAll?: string | null | undefined;
  hint?: string;
  /** What separates them when several are pasted or typed. */
  split: RegExp;
  type?: "text" | "email" | "tel";
}) {
  const id = useId();
  const { locked, attempted } = useForm();
  const [typed, setTyped] = useState("");
  const [left, setLeft] = useState(false);
  const bad = chosen.find((one) => wrong(one) !== null);
  const shown = bad !== undefined ? wrong(bad) : left || attempted ? (wrongAll ?? null) : null;
  const take = (text: string) => {
    const held = new Set(chosen.map((one) => one.toLowerCase()));
    const fresh = text.split(split).map((one) => one.trim()).filter((one) => one !== "" && !held.has(one.toLowerCase()));
    setTyped("");
    if (fresh.length === 0) return;
    onChange([...chosen, ...new Set(fresh)]);
    announce(t("notifications.chips.added", { name: fresh.join(", ") }));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" || (event.key !== " " && event.key.length === 1 && split.test(event.key))) {
      if (event.key === "Enter" || typed.trim() !== "") event.preventDefault();
      take(typed);
    }
    if (event.key === "Backspace" && typed === "" && chosen.length > 0) onChange(chosen.slice(0, -1));
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    if (!split.test(text.trim())) return;
    event.preventDefault();
    take(typed + text);
  };
  return (
    <div className="labelled typed-chips">
      <label className={quiet ? "sr" : "label"} htmlFor={id}>
        {label}
      </label>
      <span className={shown ? "field area bad" : "field area"}>
        {chosen.map((one) => (
          <Chip key={one} words={one} wrong={wrong(one) !== null} onRemove={() => onChange(chosen.filter((other) => other !== one))} />
        ))}
        <input
          id={id}
          type={type === "email" ? "text" : type}
          inputMode={type}
          value={typed}
          placeholder={chosen.length === 0 ? placeholder : ""}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          readOnly={locked !== null}
          {...(shown ? { "aria-invalid": true } : {})}
          {...(shown || hint ? { "aria-describedby": `${id}-said` } : {})}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={({ relatedTarget }) => {
            // On the way to Save nothing moves under the pointer: Save says what is wrong itself.
            if (!(relatedTarget instanceof HTMLButtonElement && relatedTarget.type === "submit")) setLeft(true);
            take(typed);
          }}
        />
      </span>
      {shown ? <Wrong id={`${id}-said`} words={shown} /> : hint && <p className="hint" id={`${id}-said`}>{hint}</p>}
    </div>
  );
}

export function Wrong({ id, words }: { id?: string; words: string }) {
  return (
    <p className="hint bad" id={id}>
      <Icon name="warn" />
      {words}
    </p>
  );
}
