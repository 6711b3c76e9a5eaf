import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { cache } from "../../api/queries";
import { request, sentenceOf } from "../../api/client";
import { useGuard } from "../../app/useGuard";
import { looksLikeEmail } from "../../signin/password";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { CheckList, SelectField } from "../../ui/form/choices";
import { Form, Part } from "../../ui/form/Form";
import { TextField } from "../../ui/form/TextField";
import { Icon } from "../../ui/Icon";
import { Avatar } from "../../ui/people";
import { wrongName } from "../check";
import type { Invited, Settings } from "../documents";
import { Page } from "../Page";
import { invitationsQuery } from "../queries";
import { has, lockedBy, useViewer } from "../rights";
import { InvitationLink } from "./InvitationLink";

const EMPTY = { name: "", email: "", role: "0", teams: [] as string[] };

/** Invites somebody: the link is made here and handed on by the inviter. */
export function Invite({ settings }: { settings: Settings }) {
  const me = useViewer();
  const locked = lockedBy(me, "manage_teammates");
  const [fields, setFields] = useState(EMPTY);
  const [attempts, setAttempts] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [made, setMade] = useState<(Invited & { name: string }) | null>(null);
  const guard = useGuard(made === null && (fields.name !== "" || fields.email !== ""));
  const put = <F extends keyof typeof EMPTY>(field: F) => (value: (typeof EMPTY)[F]) => setFields((held) => ({ ...held, [field]: value }));
  const roles = settings.roles.filter((role) => has(me, "owner") || !role.document.permissions.includes("owner"));
  const invite = async () => {
    setAttempts((held) => held + 1);
    if (locked || busy || wrongName(fields.name) || !looksLikeEmail(fields.email)) return;
    setBusy(true);
    setProblem(null);
    try {
      const body = { email: fields.email.trim(), name: fields.name.trim(), role: Number(fields.role), teams: fields.teams.map(Number) };
      const invited = await request<Invited>("POST", "/invitations", { body });
      void cache.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      setMade({ ...invited, name: body.name });
      setFields(EMPTY);
      setAttempts(0);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <Page title={t("settings.invite.title")} back={{ to: "teammates", label: t("settings.section.teammates") }}>
      {made ? (
        <section className="card invited">
          <h2>
            <Icon name="check" className="good" />
            {t("settings.invite.made", { name: made.name })}
          </h2>
          <InvitationLink link={made.link} expires_ms={made.expires_ms} />
          <div className="row">
            <Button onClick={() => setMade(null)}>{t("settings.invite.another")}</Button>
            <Link to="/settings/$" params={{ _splat: "teammates" }} className="btn plain">
              {t("settings.invite.done")}
            </Link>
          </div>
        </section>
      ) : (
        <Form label={t("settings.invite.title")} locked={locked} attempts={attempts} onSubmit={() => void invite()}>
          <Part title={t("settings.invite.who")} words={t("settings.invite.words")}>
            <TextField label={t("settings.field.teammate.name")} value={fields.name} wrong={wrongName(fields.name)} autoComplete="off" autoFocus onChange={put("name")} />
            <TextField label={t("signin.email")} hint={t("settings.invite.email_hint")} value={fields.email} type="email" autoComplete="off" wrong={looksLikeEmail(fields.email) ? null : t("signin.wrong_email")} onChange={put("email")} />
            <SelectField
              label={t("settings.field.teammate.role")}
              hint={t("settings.teammate.role_hint")}
              value={fields.role}
              choices={[{ value: "0", words: t("settings.roles.none") }, ...roles.map((role) => ({ value: String(role.id), words: role.document.name }))]}
              onChange={put("role")}
            />
          </Part>
          <Part title={t("settings.section.teams")} words={t("settings.teammate.teams_words")}>
            <CheckList
              label={t("settings.teammate.member_of")}
              quiet
              value={fields.teams}
              choices={settings.teams
                .filter((team) => team.document.retired === "off")
                .map((team) => ({ value: String(team.id), words: team.document.name, mark: <Avatar kind="team" id={team.id} name={team.document.name} size="s" /> }))}
              empty={t("settings.team.none_words")}
              onChange={put("teams")}
            />
          </Part>
          {problem && (
            <p className="verdict bad" role="alert">
              <Icon name="warn" />
              <span>{problem}</span>
            </p>
          )}
          <div>
            <Button kind="primary" icon="link" type="submit" busy={busy} reason={locked}>
              {busy ? t("settings.invite.making") : t("settings.invite.make")}
            </Button>
          </div>
        </Form>
      )}
      {guard.question}
    </Page>
  );
}
