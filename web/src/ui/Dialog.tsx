import * as Radix from "@radix-ui/react-dialog";
import type { ReactNode } from "react";
import { IconButton } from "./Button";

interface Openable {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
}

/** A question or a small form over the page. `actions` are its buttons, the safe one first. */
export function Dialog({ open, onOpenChange, title, words, actions, children }: Openable & { words?: string; actions?: ReactNode }) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className="dialog floating" data-modal {...(words ? {} : { "aria-describedby": undefined })}>
          <Radix.Title asChild>
            <h3>{title}</h3>
          </Radix.Title>
          {words && <Radix.Description className="t2">{words}</Radix.Description>}
          {children}
          {actions && <div className="acts">{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A pane that lies over the right side: contact, why. A full page below 640 px. */
export function Drawer({ open, onOpenChange, title, closeLabel, actions, children, className }: Openable & { closeLabel: string; actions?: ReactNode; className?: string }) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Radix.Portal>
        <Radix.Content
          className={className ? `drawer ${className}` : "drawer"}
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            // The drawer itself, not its first button, whose tooltip would cover the title.
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
        >
          <header className="bar">
            <Radix.Title asChild>
              <h2 className="grow cut">{title}</h2>
            </Radix.Title>
            {actions}
            <Radix.Close asChild>
              <IconButton icon="x" label={closeLabel} />
            </Radix.Close>
          </header>
          <div className="scroll">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
