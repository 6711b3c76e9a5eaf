/** Fields, switches and choices in our look. */
import * as RadixSwitch from "@radix-ui/react-switch";
import * as Group from "@radix-ui/react-toggle-group";
import { type ComponentPropsWithRef, type ReactNode, useId } from "react";
import { Icon, type IconName } from "./Icon";

/** A label, a field, a hint or what is wrong. `children` gets the ids to connect them. */
export function Labelled({ label, hint, wrong, children }: {
  label: string;
  hint?: string | undefined;
  wrong?: string | null | undefined;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
  const id = useId();
  const said = `${id}-said`;
  return (
    <div className="labelled">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children({ id, ...(hint || wrong ? { "aria-describedby": said } : {}), ...(wrong ? { "aria-invalid": true as const } : {}) })}
      {wrong ? (
        <p className="hint bad" id={said}>
          <Icon name="warn" />
          {wrong}
        </p>
      ) : (
        hint && (
          <p className="hint" id={said}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

/** A line to type in. `end` stands behind it: a unit, a button. */
export function Input({ icon, end, bad, className, ...rest }: ComponentPropsWithRef<"input"> & { icon?: IconName; end?: ReactNode; bad?: boolean }) {
  const words = ["field", bad || rest["aria-invalid"] ? "bad" : "", className].filter(Boolean).join(" ");
  return (
    <span className={words}>
      {icon && <Icon name={icon} />}
      <input {...rest} />
      {end}
    </span>
  );
}

export function Switch({ checked, onChange, label, reason }: { checked: boolean; onChange: (on: boolean) => void; label: string; reason?: string | null }) {
  return (
    <RadixSwitch.Root
      className="switch"
      checked={checked}
      aria-label={label}
      {...(reason ? { "aria-disabled": true, title: reason } : {})}
      onCheckedChange={(on) => !reason && onChange(on)}
    />
  );
}

/** A few choices side by side, one of them on. */
export function Segments<T extends string>({ label, value, choices, onChoose }: {
  label: string;
  value: T;
  choices: readonly { value: T; words: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <Group.Root className="seg" type="single" aria-label={label} value={value} onValueChange={(chosen) => chosen && onChoose(chosen as T)}>
      {choices.map((choice) => (
        <Group.Item key={choice.value} value={choice.value} className={choice.value === value ? "on" : ""}>
          {choice.words}
        </Group.Item>
      ))}
    </Group.Root>
  );
}
