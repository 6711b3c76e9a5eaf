import { type ComponentPropsWithRef, type MouseEvent, useId } from "react";
import { Icon, type IconName } from "./Icon";
import { Tip } from "./Tip";
import { toast } from "./toasts";

/** Why a button may not be pressed. Such a button stays focusable, and pressing it says the reason. */
interface Reasoned {
  reason?: string | null | undefined;
}

export type ButtonProps = ComponentPropsWithRef<"button"> &
  Reasoned & {
    kind?: "primary" | "plain" | "danger" | "danger-line" | "answer" | undefined;
    size?: "s" | "l" | undefined;
    icon?: IconName | undefined;
    /** Pressed a moment ago and not answered yet: same width, no second press. */
    busy?: boolean | undefined;
    /** A key that does the same, shown in the tooltip. */
    tip?: string | undefined;
  };

export function Button({ kind, size, icon, busy, reason, tip, className, children, onClick, ...rest }: ButtonProps) {
  const why = useId();
  const words = ["btn", kind, size, className].filter(Boolean).join(" ");
  const button = (
    <button
      type="button"
      {...rest}
      className={words}
      {...(busy ? { "aria-busy": true } : {})}
      {...(reason ? { "aria-disabled": true, "aria-describedby": why } : {})}
      onClick={pressed(reason, busy, onClick)}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
  return <WithReason why={why} reason={reason} tip={tip} button={button} />;
}

export type IconButtonProps = ComponentPropsWithRef<"button"> &
  Reasoned & {
    icon: IconName;
    /** Its name, for those who do not see the icon, and its tooltip. */
    label: string;
    busy?: boolean | undefined;
    /** A key that does the same. */
    keys?: string | undefined;
  };

export function IconButton({ icon, label, busy, reason, keys, className, children, onClick, ...rest }: IconButtonProps) {
  const why = useId();
  const button = (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={className ? `ib ${className}` : "ib"}
      {...(busy ? { "aria-busy": true } : {})}
      {...(reason ? { "aria-disabled": true, "aria-describedby": why } : {})}
      onClick={pressed(reason, busy, onClick)}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
  return <WithReason why={why} reason={reason} tip={keys ? `${label} (${keys})` : label} button={button} />;
}

function pressed(reason: string | null | undefined, busy: boolean | undefined, onClick: ButtonProps["onClick"]) {
  return (event: MouseEvent<HTMLButtonElement>) => {
    if (reason) {
      event.preventDefault();
      event.stopPropagation();
      toast(reason);
      return;
    }
    if (busy) return;
    onClick?.(event);
  };
}

function WithReason({ why, reason, tip, button }: { why: string; reason: string | null | undefined; tip: string | undefined; button: React.ReactElement }) {
  const words = reason ?? tip;
  if (!words) return button;
  return (
    <>
      <Tip words={words}>{button}</Tip>
      {reason && (
        <span id={why} className="sr">
          {reason}
        </span>
      )}
    </>
  );
}
