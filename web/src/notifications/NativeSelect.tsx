import { useForm } from "../ui/form/context";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/toasts";

/** A choice in a line: its name is heard, its value read. */
export function NativeSelect<T extends string>({ label, value, choices, onChange, bad = false }: { label: string; value: T; choices: readonly { value: T; words: string }[]; onChange: (value: T) => void; bad?: boolean }) {
  const { locked } = useForm();
  return (
    <span className={bad ? "field select-field bad" : "field select-field"}>
      <select aria-label={label} value={value} {...(locked ? { "aria-disabled": true, title: locked.reason, "aria-describedby": locked.id } : {})} {...(bad ? { "aria-invalid": true } : {})} onChange={(event) => (locked ? toast(locked.reason) : onChange(event.target.value as T))}>
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
