import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Problem, request, sentenceOf } from "../api/client";
import type { Me } from "../api/model";
import type { OpenInvitation } from "../api/types";
import { signedIn } from "../app/session";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Form } from "../ui/form/Form";
import { PasswordField } from "../ui/form/PasswordField";
import { TextField } from "../ui/form/TextField";
import { Empty, Failed, Loading } from "../ui/states";
import { Door, Trouble } from "./Door";
import { acceptable } from "./password";
import { PasswordRules } from "./PasswordRules";
import { takeToken } from "./token";

export default function Invitation() {
  const [token] = useState(takeToken);
  const open = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => request<OpenInvitation>("GET", `/invitations/open/${encodeURIComponent(token ?? "")}`, { signal }),
    enabled: token !== null,
  });
  if (token === null) return <NotOpen words={t("signin.invitation.no_token")} />;
  if (open.isPending) return <Door title={t("signin.invitation.title")}><Loading label={t("app.loading")} rows={3} /></Door>;
  if (open.isError) {
    const problem = open.error;
    if (problem instanceof Problem && problem.status >= 400 && problem.status < 500 && problem.status !== 429) return <NotOpen words={t("signin.invitation.expired")} />;
    return (
      <Door title={t("signin.invitation.title")}>
        <Failed title={t("signin.unreachable")} words={sentenceOf(problem)} again={t("app.again")} onAgain={() => void open.refetch()} />
      </Door>
    );
  }
  return <Accept token={token} invitation={open.data} />;
}

function NotOpen({ words }: { words: string }) {
  return (
    <Door title={t("signin.invitation.title")}>
      <Empty art={false} title={t("signin.invitation.not_open")} words={words}>
        <a className="btn" href="/sign-in">
          {t("signin.enter")}
        </a>
      </Empty>
    </Door>
  );
}

function Accept({ token, invitation }: { token: string; invitation: OpenInvitation }) {
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState("");
  const [attempts, setAttempts] = useState(0);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const rules = useId();
  const accept = async () => {
    setAttempts((held) => held + 1);
    if (name.trim() === "" || !acceptable(password, invitation.email) || busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      signedIn(await request<Me>("POST", "/invitations/accept", { body: { token, name: name.trim(), password } }), "/settings/first-steps");
    } catch (error) {
      setTrouble(error instanceof Problem && error.code === "expired" ? t("signin.invitation.expired") : sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Door title={t("signin.invitation.join", { name: invitation.workspace_name })} words={t("signin.invitation.words", { email: invitation.email })}>
      <Form label={t("signin.invitation.title")} attempts={attempts} onSubmit={() => void accept()}>
        <TextField label={t("signin.email")} value={invitation.email} name="email" type="email" autoComplete="username" readOnly onChange={() => undefined} />
        <TextField label={t("signin.name")} hint={t("signin.name_hint")} value={name} autoComplete="name" maxLength={100} wrong={name.trim() === "" ? t("signin.no_name") : null} onChange={setName} />
        <div>
          <PasswordField label={t("signin.password")} name="password" autoComplete="new-password" autoFocus aria-describedby={rules} value={password} wrong={acceptable(password, invitation.email) ? null : t("signin.weak_password")} onChange={setPassword} />
          <PasswordRules id={rules} password={password} email={invitation.email} />
        </div>
        <Trouble words={trouble} />
        <Button kind="primary" size="l" type="submit" busy={busy}>
          {busy ? t("signin.invitation.joining") : t("signin.invitation.accept")}
        </Button>
      </Form>
    </Door>
  );
}
