import type { ReactNode } from "react";
import { t } from "../../texts";
import { Button } from "../Button";
import { Icon } from "../Icon";

/** Stays at the foot while something is not saved. `problem` says why saving did not work. */
export function SaveBar({ problem, busy, onDiscard, children }: {
  problem: string | null;
  busy: boolean;
  onDiscard: () => void;
  /** Other ways out than *Discard* and *Save*. */
  children?: ReactNode;
}) {
  return (
    <div className={problem ? "save-bar bad" : "save-bar"} role="group" aria-label={t("form.unsaved")}>
      <span className="save-words" role={problem ? "alert" : undefined}>
        {problem && <Icon name="warn" />}
        <span>{problem ?? t("form.unsaved")}</span>
      </span>
      {children ?? (
        <>
          <Button kind="plain" onClick={onDiscard}>
            {t("form.discard")}
          </Button>
          <Button kind="primary" type="submit" busy={busy}>
            {busy ? t("form.saving") : t("form.save")}
          </Button>
        </>
      )}
    </div>
  );
}
