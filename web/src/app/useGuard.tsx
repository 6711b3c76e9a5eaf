import { useBlocker } from "@tanstack/react-router";
import { type ReactElement, useRef, useState } from "react";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

export interface Guard {
  /** Stands somewhere in the page; it is shown when there is something to ask. */
  question: ReactElement;
  /** Lets the next way through unasked: after creating, after removing. */
  pass: () => void;
  /** Does what would lose the changes, such as closing a panel: at once when nothing is lost, else once one agreed. */
  ask: (leave: () => void) => void;
}

/** Asks before changes are lost. Other pages lose them; `within` says which other addresses of the same page do. */
export function useGuard(dirty: boolean, within?: (from: object, to: object) => boolean): Guard {
  const passing = useRef(false);
  const [asked, setAsked] = useState<{ leave: () => void } | null>(null);
  const blocker = useBlocker({
    // Who is signed out is led away whatever is open.
    shouldBlockFn: ({ current, next }) => dirty && !passing.current && next.pathname !== "/sign-in" && (next.pathname !== current.pathname || (within?.(current.search, next.search) ?? false)),
    enableBeforeUnload: () => dirty && !passing.current,
    withResolver: true,
  });
  const stay = () => {
    setAsked(null);
    blocker.reset?.();
  };
  const leave = () => {
    setAsked(null);
    if (!asked) return blocker.proceed?.();
    passing.current = true;
    asked.leave();
  };
  const question = (
    <Dialog
      open={asked !== null || blocker.status === "blocked"}
      onOpenChange={(open) => !open && stay()}
      title={t("form.guard.title")}
      words={t("form.guard.words")}
      actions={
        <>
          <Button onClick={stay}>{t("form.guard.stay")}</Button>
          <Button kind="danger" onClick={leave}>
            {t("form.guard.leave")}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
  return { question, pass: () => (passing.current = true), ask: (then) => (dirty ? setAsked({ leave: then }) : then()) };
}
