import * as Radix from "@radix-ui/react-popover";
import type { ReactElement, ReactNode } from "react";
import { floatPlace } from "./floatPlace";

/** A small pane that hangs on a button. */
export function Popover({ open, onOpenChange, trigger, label, side = "bottom", className, onClosed, children }: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  trigger: ReactElement;
  label: string;
  side?: "bottom" | "right";
  className?: string;
  /** It is gone, and its button is about to get the focus; `preventDefault` takes it elsewhere. */
  onClosed?: (event: Event) => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={floatPlace()}>
        <Radix.Content className={className ? `menu floating ${className}` : "menu floating"} side={side} align="start" sideOffset={4} collisionPadding={8} aria-label={label} {...(onClosed ? { onCloseAutoFocus: onClosed } : {})}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
