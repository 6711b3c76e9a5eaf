import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { Input } from "./fields";
import { Icon } from "./Icon";
import { toast } from "./toasts";

export interface Choice {
  key: string;
  /** What is searched and shown. */
  words: string;
  /** A second line. */
  hint?: string | undefined;
  mark?: ReactNode;
  end?: ReactNode;
  /** Why it may not be chosen; it stays in the list and says so. */
  reason?: string | null;
}

/** What can be made of the typed words; null when nothing can. */
export interface Creation {
  words: string;
  reason: string | null;
  run: () => void;
}
/** Stands for the line that makes something new. */
const NEW = "new";

/** A search field over a list of choices: arrows move, Enter chooses, letters narrow. */
export function Picker({ label, none, choices, onChoose, hint, create }: {
  label: string;
  none: string;
  choices: readonly Choice[];
  onChoose: (key: string) => void;
  hint?: string | null;
  create?: (typed: string) => Creation | null;
}) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const creation = typed.trim() === "" ? null : (create?.(typed) ?? null);
  const matching = narrowed(choices, typed);
  const found: Choice[] = creation ? [...matching, { key: NEW, words: creation.words, reason: creation.reason, mark: <Icon name="plus" /> }] : matching;
  const active = found[Math.min(at, found.length - 1)];
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    if (choice.reason) toast(choice.reason);
    else if (choice.key === NEW && creation) {
      creation.run();
      setTyped("");
      setAt(0);
    } else onChoose(choice.key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      const next = (Math.min(at, found.length - 1) + step + found.length) % found.length;
      setAt(next);
      document.getElementById(`${id}-${found[next]?.key}`)?.scrollIntoView({ block: "nearest" });
    }
    if (event.key === "Enter") {
      event.preventDefault();
      choose(active);
    }
  };
  return (
    <div className="picker">
      <Input
        icon="search"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-label={label}
        aria-autocomplete="list"
        {...(active ? { "aria-activedescendant": `${id}-${active.key}` } : {})}
        placeholder={label}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {hint && <p className="hint">{hint}</p>}
      <div role="listbox" id={id} aria-label={label}>
        {found.map((choice) => (
          <div
            key={choice.key}
            id={`${id}-${choice.key}`}
            className={choice.key === NEW ? "mi new" : "mi"}
            role="option"
            tabIndex={-1}
            aria-selected={choice === active}
            {...(choice.reason ? { "aria-disabled": true } : {})}
            onClick={() => choose(choice)}
            onKeyDown={onKeyDown}
            onPointerMove={() => setAt(found.indexOf(choice))}
          >
            {choice.mark}
            <span className="grow">
              <span className="cut block" title={choice.words}>
                {choice.words}
              </span>
              {choice.hint && <span className="small t3 block">{choice.hint}</span>}
              {choice.reason && <span className="small reason">{choice.reason}</span>}
            </span>
            {choice.end && <span className="end small">{choice.end}</span>}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p className="none" role="status">
          {none}
        </p>
      )}
    </div>
  );
}

/** The choices with a word that begins as typed, without regard to case and accents. */
export function narrowed(choices: readonly Choice[], typed: string): Choice[] {
  const wanted = plain(typed.trim());
  if (wanted === "") return [...choices];
  return choices.filter((choice) => {
    const words = plain(choice.words);
    return words.startsWith(wanted) || words.split(/[\s-]+/).some((word) => word.startsWith(wanted));
  });
}

function plain(words: string): string {
  return words.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}
