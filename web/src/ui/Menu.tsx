import * as Dropdown from "@radix-ui/react-dropdown-menu";
import type { ReactElement, ReactNode } from "react";
import { floatPlace } from "./floatPlace";
import { Icon, type IconName } from "./Icon";
import { toast } from "./toasts";

/** A menu that hangs on a button. `trigger` must take a ref and props: our buttons do. */
export function Menu({ trigger, children, align = "start", side = "bottom", label }: {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  label: string;
}) {
  return (
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal container={floatPlace()}>
        <Dropdown.Content className="menu floating" align={align} side={side} sideOffset={4} collisionPadding={8} aria-label={label}>
          {children}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

/** One line of a menu. With a reason it stays, may not be chosen, and says why. */
export function MenuItem({ icon, reason, danger, end, onSelect, children }: {
  icon?: IconName;
  reason?: string | null | undefined;
  danger?: boolean;
  end?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Dropdown.Item
      className={danger ? "mi danger" : "mi"}
      {...(reason ? { "aria-disabled": true } : {})}
      onSelect={(event) => {
        if (!reason) return onSelect();
        event.preventDefault();
        toast(reason);
      }}
    >
      {icon && <Icon name={icon} />}
      <span className="grow">
        {children}
        {reason && <span className="small reason">{reason}</span>}
      </span>
      {end && <span className="end small">{end}</span>}
    </Dropdown.Item>
  );
}

export function MenuChoice<T extends string>({ label, value, choices, onChoose }: {
  label?: string;
  value: T;
  choices: readonly { value: T; words: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <Dropdown.RadioGroup value={value} onValueChange={(chosen) => onChoose(chosen as T)}>
      {label && <Dropdown.Label className="head">{label}</Dropdown.Label>}
      {choices.map((choice) => (
        <Dropdown.RadioItem key={choice.value} className="mi" value={choice.value}>
          <span className={choice.value === value ? "radio on" : "radio"} aria-hidden="true" />
          {choice.words}
        </Dropdown.RadioItem>
      ))}
    </Dropdown.RadioGroup>
  );
}

export function MenuHead({ children }: { children: ReactNode }) {
  return <Dropdown.Label className="head">{children}</Dropdown.Label>;
}
export function MenuLine() {
  return <Dropdown.Separator className="menu-line" />;
}
