import { type ReactNode, useId, useState } from "react";
import { Problem, sentenceOf } from "../api/client";
import { useShortcut } from "../app/shortcuts";
import { useGuard } from "../app/useGuard";
import { t } from "../texts";
import { Form } from "../ui/form/Form";
import { SaveBar } from "../ui/form/SaveBar";
import { Banner } from "../ui/states";
import { toast } from "../ui/toasts";
import type { Field, Version } from "./draft";
import { Meanwhile } from "./Meanwhile";
import { refetchSettings } from "./queries";
import { type Draft, useDraft } from "./useDraft";

/** What is wrong, by field. */
export type Mistakes<T> = Partial<Record<Field<T>, string>>;

export interface Editing<T extends object> {
  mine: T;
  set: Draft<T>["set"];
  wrong: Mistakes<T>;
  /** Somebody pressed Save, or everything is right already. */
  dirty: boolean;
}

/** One document with its fields: keeps the changes, says what is wrong, saves, and settles what others
    saved meanwhile. */
export function DocumentForm<T extends object>({ label, doc, begun, fromFile = false, locked, check, tell, onSave, children, after }: {
  label: string;
  doc: Version<T>;
  /** What a new document begins with. */
  begun?: T;
  /** The configuration file brings its values back at the next start. */
  fromFile?: boolean;
  /** Why the viewer may not change it. */
  locked: string | null;
  check: (mine: T) => Mistakes<T>;
  /** A field and its value in words, for telling what others changed. */
  tell: (field: Field<T>, document: T) => { name: string; value: string };
  onSave: (version: number, document: T, pass: () => void) => Promise<unknown>;
  children: (editing: Editing<T>) => ReactNode;
  /** What stands behind the fields and is no part of what is saved. */
  after?: ReactNode | ((dirty: boolean) => ReactNode);
}) {
  const draft = useDraft(doc, begun);
  const [attempts, setAttempts] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const lockedId = useId();
  const guard = useGuard(draft.touched);
  const wrong = check(draft.mine);
  const submit = async (version: number, document: T) => {
    setAttempts((held) => held + 1);
    setProblem(null);
    if (busy || locked) return;
    if (Object.keys(check(document)).length > 0) {
      setProblem(t("settings.save.mistakes"));
      return;
    }
    setBusy(true);
    try {
      await onSave(version, document, guard.pass);
      setAttempts(0);
      toast(t("settings.save.saved"), { tone: "good" });
    } catch (error) {
      if (error instanceof Problem && error.code === "stale_version") await refetchSettings();
      else setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  const submitMine = () => void (draft.dirty && !draft.theirs && submit(draft.base.version, draft.mine));
  useShortcut("Mod+S", t("settings.save.key"), t("settings.title"), submitMine, draft.dirty);
  const discard = () => {
    setProblem(null);
    setAttempts(0);
    draft.discard();
  };
  return (
    <>
      {locked && (
        <div id={lockedId} className="round-banner">
          <Banner>{locked}</Banner>
        </div>
      )}
      {fromFile && !locked && (
        <div className="round-banner">
          <Banner>{t("settings.from_file")}</Banner>
        </div>
      )}
      <Form label={label} locked={locked} lockedId={lockedId} attempts={attempts} onSubmit={submitMine}>
        {children({ mine: draft.mine, set: draft.set, wrong, dirty: draft.dirty })}
        {draft.theirs ? (
          <Meanwhile
            base={draft.base.document}
            mine={draft.mine}
            theirs={draft.theirs.document}
            tell={tell}
            problem={problem}
            busy={busy}
            onTheirs={discard}
            onMine={() => {
              const next = draft.keepMine();
              void submit(next.version, next.document);
            }}
          />
        ) : (
          draft.dirty && <SaveBar problem={problem} busy={busy} onDiscard={discard} />
        )}
      </Form>
      {typeof after === "function" ? after(draft.dirty) : after}
      {guard.question}
    </>
  );
}
