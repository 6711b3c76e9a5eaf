import * as Radix from "@radix-ui/react-popover";
import type { ReactElement, ReactNode } from "react";
import { floatPlace } from "./floatPlace";

/** A small pane that hangs on a button. */
export function Popover({ open, onOpenChange, trigger, label, children }: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  trigger: ReactElement;
  label: string;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={floatPlace()}>
        <Radix.Content className="menu floating" align="start" sideOffset={4} collisionPadding={8} aria-label={label}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
