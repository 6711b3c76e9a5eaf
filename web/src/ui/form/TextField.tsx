import { type ComponentPropsWithRef, type ReactNode, useState } from "react";
import { Input, Labelled } from "../fields";
import type { IconName } from "../Icon";
import { useForm } from "./context";

type Own = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  /** What is wrong, in words; shown once the field was left or Save was pressed. */
  wrong?: string | null | undefined;
  icon?: IconName;
  end?: ReactNode;
};
export type TextFieldProps = Own & Omit<ComponentPropsWithRef<"input">, keyof Own>;

export function TextField({ label, value, onChange, hint, wrong, icon, end, onBlur, ...rest }: TextFieldProps) {
  const { locked, attempted } = useForm();
  const [left, setLeft] = useState(false);
  const shown = wrong && (left || attempted) ? wrong : null;
  return (
    <Labelled label={label} hint={hint} wrong={shown}>
      {(ids) => (
        <Input
          {...rest}
          {...ids}
          {...(icon ? { icon } : {})}
          {...(locked ? { readOnly: true, title: locked.reason, "aria-describedby": [ids["aria-describedby"], locked.id].filter(Boolean).join(" ") } : {})}
          end={end}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onBlur={(event) => {
            setLeft(true);
            onBlur?.(event);
          }}
        />
      )}
    </Labelled>
  );
}
