import * as Tooltip from "@radix-ui/react-tooltip";
import type { ReactElement } from "react";
import { floatPlace } from "./floatPlace";

/** Words beside a control, on hover and on focus. They describe it; its name stands in its label. */
export function Tip({ words, children, side = "bottom" }: { words: string; children: ReactElement; side?: "top" | "bottom" | "left" | "right" }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal container={floatPlace()}>
        <Tooltip.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {words}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Stands once around the page. */
export function Tips({ children }: { children: ReactElement | ReactElement[] }) {
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      {children}
    </Tooltip.Provider>
  );
}
