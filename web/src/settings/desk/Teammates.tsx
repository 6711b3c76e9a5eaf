import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { TeammateView } from "../../api/model";
import { teammatesQuery } from "../../api/queries";
import { t } from "../../texts";
import { Input } from "../../ui/fields";
import { Icon } from "../../ui/Icon";
import { Avatar, type Presence } from "../../ui/people";
import { AddLink } from "../AddLink";
import type { Settings, TeammateDoc } from "../documents";
import { NotThere, Page, WithSettings } from "../Page";
import { lockedBy, useViewer } from "../rights";
import { Row, Rows } from "../Rows";
import { roleName, teamsOf } from "../words";
import { Invitations } from "./Invitations";
import { Invite } from "./Invite";
import { TeammatePage } from "./Teammate";

export function Teammates({ rest }: { rest: string | null }) {
  const title = t("settings.section.teammates");
  return (
    <WithSettings title={title}>
      {(settings) => {
        if (rest === null) return <TeammateList title={title} settings={settings} />;
        if (rest === "invite") return <Invite settings={settings} />;
        const doc = settings.teammates.find((teammate) => String(teammate.id) === rest);
        return doc ? <TeammatePage settings={settings} doc={doc} /> : <NotThere title={title} back={{ to: "teammates", label: title }} />;
      }}
    </WithSettings>
  );
}

/** From here on a field to search in is quicker than the eye. */
const SEARCH_FROM = 9;

function TeammateList({ title, settings }: { title: string; settings: Settings }) {
  const locked = lockedBy(useViewer(), "manage_teammates");
  const views = useQuery(teammatesQuery);
  const [words, setWords] = useState("");
  const here = settings.teammates.filter((one) => one.document.employment === "here").toSorted((a, b) => a.document.name.localeCompare(b.document.name));
  const removed = settings.teammates.filter((one) => one.document.employment === "removed");
  const wanted = words.trim().toLocaleLowerCase();
  const found = here.filter((one) => `${one.document.name} ${one.email ?? ""} ${roleName(settings, one.document.role)}`.toLocaleLowerCase().includes(wanted));
  const byId = new Map(views.data?.map((view) => [view.id, view]));
  return (
    <Page title={title} actions={<AddLink to="teammates/invite" label={t("settings.invite.title")} reason={locked} />}>
      {here.length >= SEARCH_FROM && (
        <Input icon="search" aria-label={t("settings.teammates.find")} placeholder={t("settings.teammates.find")} value={words} onChange={(event) => setWords(event.target.value)} />
      )}
      {found.length === 0 ? <p className="t2">{t("settings.nobody_found", { words })}</p> : <Lines label={title} settings={settings} teammates={found} byId={byId} />}
      {!locked && <Invitations settings={settings} />}
      {removed.length > 0 && (
        <details className="retired">
          <summary>
            <Icon name="right" />
            {t("settings.teammates.removed", { count: removed.length })}
          </summary>
          <Lines label={t("settings.teammates.removed", { count: removed.length })} settings={settings} teammates={removed} byId={byId} />
        </details>
      )}
    </Page>
  );
}

function Lines({ label, settings, teammates, byId }: { label: string; settings: Settings; teammates: TeammateDoc[]; byId: Map<number, TeammateView> }) {
  return (
    <Rows label={label}>
      {teammates.map((doc) => {
        const view = doc.document.employment === "here" ? byId.get(doc.id) : undefined;
        const teams = teamsOf(settings, doc.id).map((team) => team.name);
        return (
          <Row
            key={doc.id}
            to={`teammates/${doc.id}`}
            mark={<Avatar id={doc.id} name={doc.document.name} presence={view && presenceOf(view)} />}
            title={doc.document.name}
            words={[roleName(settings, doc.document.role), doc.email, teams.join(", ") || t("settings.teammates.no_team")].filter(Boolean).join(" · ")}
            end={view && <span className="small t2 rows-state">{view.online || view.shown !== t("settings.teammates.active") ? view.shown : t("settings.teammates.not_here")}</span>}
          />
        );
      })}
    </Rows>
  );
}

function presenceOf(view: TeammateView): Presence {
  if (view.phone.state === "on_call") return "call";
  if (view.phone.state === "wrap_up") return "wrap";
  if (view.status === "away") return "away";
  return view.has_client ? "active" : "noclient";
}
