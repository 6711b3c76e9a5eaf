import { type ReactNode, useId, useState } from "react";
import { keysShown } from "../app/keymap";
import { Icon, type IconName } from "../ui/Icon";
import { Tip } from "../ui/Tip";
import { toast } from "../ui/toasts";

/** One of the five buttons of a call: an icon over a word. Pressed, it is filled and its name is the way back. */
export function PadButton({ icon, on, label, reason, keys, first, onPress, children }: {
  icon: IconName;
  on: boolean;
  label: string;
  reason: string | null;
  /** The usual keys of the same. */
  keys?: string;
  /** Where `F6` puts the focus. */
  first?: boolean;
  onPress: () => unknown;
  children: ReactNode;
}) {
  const why = useId();
  const shown = keys ? keysShown(keys) : "";
  const [busy, setBusy] = useState(false);
  const press = () => {
    if (reason !== null) return toast(reason);
    if (busy) return undefined;
    setBusy(true);
    return Promise.resolve(onPress()).finally(() => setBusy(false));
  };
  return (
    <>
      <Tip words={reason ?? (shown ? `${label} (${shown})` : label)}>
        <button
          type="button"
          aria-label={label}
          {...(on ? { "data-on": true } : {})}
          {...(busy ? { "aria-busy": true } : {})}
          {...(reason === null ? {} : { "aria-disabled": true, "aria-describedby": why })}
          {...(first ? { "data-first": true } : {})}
          onClick={() => void press()}
        >
          <Icon name={icon} />
          {children}
        </button>
      </Tip>
      {reason !== null && (
        <span id={why} className="sr">
          {reason}
        </span>
      )}
    </>
  );
}
