import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Problem, request, sentenceOf } from "../api/client";
import type { Me } from "../api/model";
import { houseStateQuery } from "../api/queries";
import { signedIn } from "../app/session";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Form } from "../ui/form/Form";
import { PasswordField } from "../ui/form/PasswordField";
import { TextField } from "../ui/form/TextField";
import { Empty, Failed, Loading } from "../ui/states";
import { Door, Trouble } from "./Door";
import { acceptable, looksLikeEmail } from "./password";
import { PasswordRules } from "./PasswordRules";
import { takeToken } from "./token";

export default function Setup() {
  const house = useQuery({ ...houseStateQuery, staleTime: 0 });
  const [token] = useState(takeToken);
  if (house.isPending) return <Door title={t("signin.setup.title")}><Loading label={t("app.loading")} rows={3} /></Door>;
  if (house.isError) {
    return (
      <Door title={t("signin.setup.title")}>
        <Failed title={t("signin.unreachable")} words={sentenceOf(house.error)} again={t("app.again")} onAgain={() => void house.refetch()} />
      </Door>
    );
  }
  if (!house.data.setup_needed) {
    return (
      <Door title={t("signin.setup.title")}>
        <Empty art={false} title={t("signin.setup.done")} words={t("signin.setup.done_words")}>
          <a className="btn" href="/sign-in">
            {t("signin.enter")}
          </a>
        </Empty>
      </Door>
    );
  }
  return <SetupForm token={token} />;
}

function SetupForm({ token: carried }: { token: string | null }) {
  const [fields, setFields] = useState({ token: carried ?? "", workspace_name: "", name: "", email: "", password: "" });
  const [attempts, setAttempts] = useState(0);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [askToken, setAskToken] = useState(carried === null);
  const rules = useId();
  const put = (field: keyof typeof fields) => (value: string) => setFields((held) => ({ ...held, [field]: value }));
  const whole = fields.token.trim() !== "" && fields.workspace_name.trim() !== "" && fields.name.trim() !== "" && looksLikeEmail(fields.email) && acceptable(fields.password, fields.email);
  const begin = async () => {
    setAttempts((held) => held + 1);
    if (!whole || busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      const { password } = fields;
      const body = { token: fields.token.trim(), workspace_name: fields.workspace_name.trim(), name: fields.name.trim(), email: fields.email.trim(), password };
      signedIn(await request<Me>("POST", "/setup", { body }), "/settings/first-steps");
    } catch (error) {
      const wrongToken = error instanceof Problem && error.code === "wrong_token";
      setAskToken(askToken || wrongToken);
      setTrouble(wrongToken ? t("signin.setup.wrong_token") : sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Door title={t("signin.setup.title")} words={t("signin.setup.words")}>
      <Form label={t("signin.setup.title")} attempts={attempts} onSubmit={() => void begin()}>
        {askToken && (
          <TextField label={t("signin.setup.token")} hint={t("signin.setup.token_hint")} value={fields.token} autoComplete="off" spellCheck={false} wrong={fields.token.trim() === "" ? t("signin.setup.no_token") : null} onChange={put("token")} />
        )}
        <TextField label={t("signin.setup.workspace")} hint={t("signin.setup.workspace_hint")} value={fields.workspace_name} autoComplete="organization" autoFocus maxLength={100} wrong={fields.workspace_name.trim() === "" ? t("signin.no_workspace") : null} onChange={put("workspace_name")} />
        <TextField label={t("signin.name")} hint={t("signin.name_hint")} value={fields.name} autoComplete="name" maxLength={100} wrong={fields.name.trim() === "" ? t("signin.no_name") : null} onChange={put("name")} />
        <TextField label={t("signin.email")} value={fields.email} type="email" name="email" autoComplete="username" wrong={looksLikeEmail(fields.email) ? null : t("signin.wrong_email")} onChange={put("email")} />
        <div>
          <PasswordField label={t("signin.password")} name="password" autoComplete="new-password" aria-describedby={rules} value={fields.password} wrong={acceptable(fields.password, fields.email) ? null : t("signin.weak_password")} onChange={put("password")} />
          <PasswordRules id={rules} password={fields.password} email={fields.email} />
        </div>
        <Trouble words={trouble} />
        <Button kind="primary" size="l" type="submit" busy={busy}>
          {busy ? t("signin.setup.beginning") : t("signin.setup.begin")}
        </Button>
      </Form>
    </Door>
  );
}
