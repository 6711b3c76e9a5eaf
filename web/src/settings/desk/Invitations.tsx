import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cache } from "../../api/queries";
import { request, sentenceOf } from "../../api/client";
import { serverNow } from "../../api/live";
import { t } from "../../texts";
import { Button, IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Loading } from "../../ui/states";
import { date } from "../../ui/time";
import { toast } from "../../ui/toasts";
import type { Invited, InvitationView, Settings } from "../documents";
import { invitationsQuery } from "../queries";
import { nameOf, roleName } from "../words";
import { InvitationLink } from "./InvitationLink";

/** Invitations that nobody accepted yet. */
export function Invitations({ settings }: { settings: Settings }) {
  const invitations = useQuery({ ...invitationsQuery, staleTime: 0 });
  if (invitations.isPending) return <Loading label={t("app.loading")} rows={1} />;
  if (invitations.isError) {
    return (
      <p className="verdict bad">
        <Icon name="warn" />
        <span className="grow">{sentenceOf(invitations.error)}</span>
        <Button size="s" onClick={() => void invitations.refetch()}>
          {t("app.again")}
        </Button>
      </p>
    );
  }
  if (invitations.data.length === 0) return null;
  return (
    <section aria-labelledby="invitations">
      <h2 className="rows-head" id="invitations">
        {t("settings.invite.pending")}
      </h2>
      <ul className="set-rows">
        {invitations.data.map((one) => (
          // A renewed invitation has a new number and the same address.
          <Line key={one.email} settings={settings} invitation={one} />
        ))}
      </ul>
    </section>
  );
}

function Line({ settings, invitation }: { settings: Settings; invitation: InvitationView }) {
  const [busy, setBusy] = useState(false);
  const [renewed, setRenewed] = useState<Invited | null>(null);
  const expired = invitation.expires_ms <= serverNow();
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    try {
      await what();
      await cache.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    } catch (error) {
      toast(sentenceOf(error), { tone: "bad" });
    }
    setBusy(false);
  };
  const renew = async () => {
    const { email, name, role, teams } = invitation;
    setRenewed(await request<Invited>("POST", "/invitations", { body: { email, name, role, teams } }));
  };
  const words = [roleName(settings, invitation.role), invitation.teams.map((team) => nameOf(settings.teams, team)).join(", "), invitation.invited_by && t("settings.invite.by", { name: invitation.invited_by.name })];
  return (
    <li className="invitation">
      <div className="rows-line">
        <span className="rows-icon">
          <Icon name="mail" />
        </span>
        <span className="grow rows-words">
          <span className="med cut">{t("settings.invite.to", { name: invitation.name, email: invitation.email })}</span>
          <span className="small t3 cut">{words.filter(Boolean).join(" · ")}</span>
        </span>
        <span className={expired ? "badge danger" : "badge"}>{expired ? t("settings.invite.expired") : t("settings.invite.until", { date: date(invitation.expires_ms, serverNow()) })}</span>
        <Button size="s" busy={busy} onClick={() => void act(renew)}>
          {t("settings.invite.renew")}
        </Button>
        <IconButton icon="trash" label={t("settings.invite.withdraw", { email: invitation.email })} busy={busy} onClick={() => void act(() => request("DELETE", `/invitations/${invitation.id}`))} />
      </div>
      {renewed && <InvitationLink link={renewed.link} expires_ms={renewed.expires_ms} />}
    </li>
  );
}
