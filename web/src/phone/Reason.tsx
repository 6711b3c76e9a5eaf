import { t } from "../texts";
import { Button } from "../ui/Button";
import { tell } from "./phone";
import type { Fix, LocalReason } from "./reasons";

/** A reason in a sentence that says what to do. */
export function reasonWords(reason: LocalReason): string {
  return reason.code === "refused" ? t("phone.reason.refused", { sentence: reason.sentence }) : t(`phone.reason.${reason.code}`);
}

/** What a button can do about it. */
export function fixed(fix: Fix): void {
  switch (fix) {
    case "ask":
    case "again":
      return tell({ is: "ask_pressed" });
    case "take_over":
      return tell({ is: "take_over_pressed" });
    case "reconnect":
      return tell({ is: "reconnect_pressed" });
  }
}

/** The button that helps, where one does. */
export function FixButton({ reason }: { reason: LocalReason }) {
  const { fix } = reason;
  if (fix === null) return null;
  return (
    <Button size="s" onClick={() => fixed(fix)}>
      {t(`phone.fix.${fix}`)}
    </Button>
  );
}
