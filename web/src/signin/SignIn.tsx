import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Problem, request, sentenceOf } from "../api/client";
import type { Me } from "../api/model";
import { houseStateQuery } from "../api/queries";
import { signedIn, whyOut } from "../app/session";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Form } from "../ui/form/Form";
import { PasswordField } from "../ui/form/PasswordField";
import { TextField } from "../ui/form/TextField";
import { Door, Trouble } from "./Door";
import { looksLikeEmail } from "./password";

export default function SignIn() {
  const house = useQuery(houseStateQuery);
  const { from, link } = useSearch({ strict: false });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [attempts, setAttempts] = useState(0);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(() => (link === "expired" ? t("signin.link_expired") : whyOut()));
  const enter = async () => {
    setAttempts((held) => held + 1);
    if (!looksLikeEmail(email) || password === "" || busy) return;
    setBusy(true);
    setTrouble(null);
    try {
      signedIn(await request<Me>("POST", "/session", { body: { email: email.trim(), password } }), from ?? null);
    } catch (error) {
      setTrouble(error instanceof Problem && error.code === "wrong_password" ? t("signin.wrong_password") : sentenceOf(error));
      setBusy(false);
    }
  };
  const name = house.data?.workspace_name;
  return (
    <Door title={name ? t("signin.title_of", { name }) : t("signin.title")} foot={t("signin.forgotten")}>
      <Form label={t("signin.title")} attempts={attempts} onSubmit={() => void enter()}>
        <TextField
          label={t("signin.email")}
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          value={email}
          wrong={looksLikeEmail(email) || (email === "" && attempts === 0) ? null : t("signin.wrong_email")}
          onChange={setEmail}
        />
        <PasswordField
          label={t("signin.password")}
          name="password"
          autoComplete="current-password"
          value={password}
          wrong={password === "" && attempts > 0 ? t("signin.no_password") : null}
          onChange={setPassword}
        />
        <Trouble words={trouble} />
        <Button kind="primary" size="l" type="submit" busy={busy}>
          {busy ? t("signin.entering") : t("signin.enter")}
        </Button>
      </Form>
      {house.data?.setup_needed && (
        <p className="t2">
          {t("signin.setup_needed")} <a href="/setup">{t("signin.to_setup")}</a>
        </p>
      )}
    </Door>
  );
}
