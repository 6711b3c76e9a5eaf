import { useBlocker } from "@tanstack/react-router";
import { type ReactElement, useRef } from "react";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

/** Asks before changes are lost. `pass` lets the next way through unasked: after creating, after removing. */
export function useGuard(dirty: boolean): { question: ReactElement; pass: () => void } {
  const passing = useRef(false);
  const blocker = useBlocker({
    // Who is signed out is led away whatever is open.
    shouldBlockFn: ({ current, next }) => dirty && !passing.current && next.pathname !== current.pathname && next.pathname !== "/sign-in",
    enableBeforeUnload: () => dirty && !passing.current,
    withResolver: true,
  });
  const question = (
    <Dialog
      open={blocker.status === "blocked"}
      onOpenChange={(open) => !open && blocker.reset?.()}
      title={t("settings.guard.title")}
      words={t("settings.guard.words")}
      actions={
        <>
          <Button onClick={() => blocker.reset?.()}>{t("settings.guard.stay")}</Button>
          <Button kind="danger" onClick={() => blocker.proceed?.()}>
            {t("settings.guard.leave")}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
  return { question, pass: () => (passing.current = true) };
}
