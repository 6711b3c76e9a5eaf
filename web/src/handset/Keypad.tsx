import { useEffect, useState } from "react";
import { keys } from "../phone/phone";
import type { Phone } from "../phone/state";
import { t } from "../texts";
import { IconButton } from "../ui/Button";
import { toast } from "../ui/toasts";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
/** What fits in the line above the keys; older ones scroll out of sight. */
const SHOWN_MAX = 18;

/** Keys for the caller's side: menus of other houses, extensions, PINs. */
export function Keypad({ phone, onClose }: { phone: Phone; onClose: () => void }) {
  const [sent, setSent] = useState("");
  const press = (key: string) => {
    if (phone.connection.is !== "up" || !keys(key)) return toast(t("phone.keypad.not_sent"));
    return setSent((old) => (old + key).slice(-SHOWN_MAX));
  };
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || typing(event.target)) return;
      if (event.key === "Escape") {
        event.preventDefault();
        return onClose();
      }
      if (!(KEYS as readonly string[]).includes(event.key)) return;
      event.preventDefault();
      press(event.key);
    };
    window.addEventListener("keydown", typed);
    return () => window.removeEventListener("keydown", typed);
  });
  return (
    <div className="keypad" role="group" aria-label={t("phone.keypad.label")}>
      <div className="row">
        <output className="grow num sent" aria-label={t("phone.keypad.sent")}>
          {sent || <span className="t3 small">{t("phone.keypad.hint")}</span>}
        </output>
        <IconButton icon="x" label={t("phone.keypad.close")} onClick={onClose} />
      </div>
      <div className="keys">
        {KEYS.map((key, at) => (
          <button key={key} type="button" {...(at === 0 ? { "data-first": true } : {})} onClick={() => press(key)}>
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Whoever writes a note meanwhile writes a note. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable=true]") !== null;
}
