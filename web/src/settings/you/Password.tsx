import { useId, useState } from "react";
import { cache } from "../../api/queries";
import { Problem, request, sentenceOf } from "../../api/client";
import { acceptable } from "../../signin/password";
import { PasswordRules } from "../../signin/PasswordRules";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Form, Part } from "../../ui/form/Form";
import { PasswordField } from "../../ui/form/PasswordField";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/toasts";
import { sessionsQuery } from "../queries";
import { useViewer } from "../rights";

export function Password() {
  const email = useViewer()?.email ?? "";
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [attempts, setAttempts] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ words: string; current: boolean } | null>(null);
  const rules = useId();
  const locked = email === "" ? t("settings.password.no_account") : null;
  const change = async () => {
    setAttempts((held) => held + 1);
    if (locked || busy || current === "" || !acceptable(next, email)) return;
    setBusy(true);
    setProblem(null);
    try {
      await request("POST", "/password", { body: { current, new: next } });
      setCurrent("");
      setNext("");
      setAttempts(0);
      toast(t("settings.password.changed"), { tone: "good" });
      void cache.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    } catch (error) {
      setProblem({ words: sentenceOf(error), current: error instanceof Problem && error.code === "wrong_password" });
    }
    setBusy(false);
  };
  return (
    <Form label={t("settings.password.title")} locked={locked} attempts={attempts} onSubmit={() => void change()}>
      <Part title={t("settings.password.title")} words={t("settings.password.words")}>
        {locked && <p className="t2">{locked}</p>}
        {/* Password managers file the new password under this address. */}
        <input className="sr" type="email" name="email" autoComplete="username" value={email} readOnly tabIndex={-1} aria-hidden="true" />
        <PasswordField
          label={t("settings.password.current")}
          name="current-password"
          autoComplete="current-password"
          value={current}
          wrong={problem?.current ? problem.words : current === "" ? t("signin.no_password") : null}
          onChange={(value) => {
            setCurrent(value);
            setProblem(null);
          }}
        />
        <div className="labelled">
          <PasswordField label={t("settings.password.new")} name="new-password" autoComplete="new-password" aria-describedby={rules} value={next} wrong={acceptable(next, email) ? null : t("signin.weak_password")} onChange={setNext} />
          <PasswordRules id={rules} password={next} email={email} />
        </div>
        {problem && !problem.current && (
          <p className="verdict bad" role="alert">
            <Icon name="warn" />
            <span>{problem.words}</span>
          </p>
        )}
        <div>
          <Button type="submit" kind="primary" busy={busy} reason={locked}>
            {busy ? t("settings.password.changing") : t("settings.password.change")}
          </Button>
        </div>
      </Part>
    </Form>
  );
}
