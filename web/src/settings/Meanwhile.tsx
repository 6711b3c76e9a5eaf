import { useEffect } from "react";
import { t } from "../texts";
import { announce } from "../ui/announce";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { changedFields, clashes, type Field } from "./draft";

/** Somebody else saved while this was being changed: what they changed, and the two ways on. */
export function Meanwhile<T extends object>({ base, mine, theirs, tell, problem, busy, onTheirs, onMine }: {
  base: T;
  mine: T;
  theirs: T;
  tell: (field: Field<T>, document: T) => { name: string; value: string };
  problem: string | null;
  busy: boolean;
  onTheirs: () => void;
  onMine: () => void;
}) {
  const both = new Set(clashes(base, mine, theirs));
  const lines = changedFields(base, theirs).map((field) => ({ field, before: tell(field, base), now: tell(field, theirs), mine: both.has(field) ? tell(field, mine) : null }));
  useEffect(() => announce(t("settings.meanwhile.title")), []);
  return (
    <section className="meanwhile" aria-label={t("settings.meanwhile.title")}>
      <h2>
        <Icon name="warn" />
        {t("settings.meanwhile.title")}
      </h2>
      <p className="t2">{both.size > 0 ? t("settings.meanwhile.both") : t("settings.meanwhile.apart")}</p>
      <dl>
        {lines.map(({ field, before, now, mine: own }) => (
          <div key={field}>
            <dt>{now.name}</dt>
            <dd>{t("settings.meanwhile.line", { before: before.value, now: now.value })}</dd>
            {own && <dd className="t2">{t("settings.meanwhile.yours", { value: own.value })}</dd>}
          </div>
        ))}
      </dl>
      {problem && (
        <p className="hint bad" role="alert">
          <Icon name="warn" />
          {problem}
        </p>
      )}
      <div className="row acts">
        <Button onClick={onTheirs}>{t("settings.meanwhile.theirs")}</Button>
        <Button kind="primary" busy={busy} onClick={onMine}>
          {busy ? t("form.saving") : t("settings.meanwhile.mine")}
        </Button>
      </div>
    </section>
  );
}
