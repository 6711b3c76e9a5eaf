import "./form.css";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { FormContext } from "./context";

/** The fields of one document. `locked` says why nobody here may change them. After each attempt to save,
    counted by `attempts`, the first field that is wrong takes the focus. */
export function Form({ label, locked, lockedId, attempts = 0, onSubmit, children }: {
  label: string;
  locked?: string | null;
  lockedId?: string;
  attempts?: number;
  onSubmit: () => void;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const attempted = attempts > 0;
  const state = useMemo(() => ({ locked: locked ? { reason: locked, id: lockedId ?? "" } : null, attempted }), [locked, lockedId, attempted]);
  useEffect(() => {
    if (attempts > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);
  return (
    <FormContext value={state}>
      <form
        ref={form}
        className="form"
        aria-label={label}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
      </form>
    </FormContext>
  );
}

/** A group of fields under its name. */
export function Part({ title, words, children }: { title: string; words?: string | undefined; children: ReactNode }) {
  return (
    <section className="part">
      <div className="part-head">
        <h2>{title}</h2>
        {words && <p className="hint">{words}</p>}
      </div>
      <div className="part-body">{children}</div>
    </section>
  );
}
