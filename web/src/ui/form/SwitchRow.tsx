import { type ReactNode, useId } from "react";
import { toast } from "../toasts";
import { useForm } from "./context";

/** An option with its name, what it does, and its switch at the end of the line. */
export function SwitchRow({ label, hint, checked, onChange, reason, children }: {
  label: string;
  hint?: string | undefined;
  checked: boolean;
  onChange: (on: boolean) => void;
  /** Why this one may not be changed. */
  reason?: string | null | undefined;
  children?: ReactNode;
}) {
  const id = useId();
  const { locked } = useForm();
  const why = reason ?? locked?.reason ?? null;
  const said = [hint || reason ? `${id}-hint` : null, why && !reason ? locked?.id : null].filter(Boolean).join(" ");
  return (
    <div className="switch-row">
      <div className="grow">
        <label className="med" htmlFor={id}>
          {label}
        </label>
        {(hint || reason) && (
          <p className="hint" id={`${id}-hint`}>
            {hint} {reason && <span className="t2">{reason}</span>}
          </p>
        )}
        {children}
      </div>
      <button
        type="button"
        role="switch"
        id={id}
        className="switch"
        aria-checked={checked}
        {...(said ? { "aria-describedby": said } : {})}
        {...(why ? { "aria-disabled": true, title: why } : {})}
        onClick={() => (why ? toast(why) : onChange(!checked))}
      />
    </div>
  );
}
