import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../../texts";
import { Part } from "../../ui/form/Form";
import { TextField } from "../../ui/form/TextField";
import { Icon } from "../../ui/Icon";
import { Avatar } from "../../ui/people";
import { Empty } from "../../ui/states";
import { AddLink } from "../AddLink";
import { checkTeam } from "../check";
import { DocumentForm } from "../DocumentForm";
import type { Doc, Settings, TeamSettings } from "../documents";
import { NotThere, Page, WithSettings } from "../Page";
import { create } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { Row, Rows } from "../Rows";
import { hoursWords, tellTeam } from "../words";
import { MembersField } from "./MembersField";
import { TeamPage } from "./Team";

export function Teams({ rest }: { rest: string | null }) {
  const title = t("settings.section.teams");
  return (
    <WithSettings title={title}>
      {(settings) => {
        if (rest === null) return <TeamList title={title} settings={settings} />;
        if (rest === "new") return <NewTeam settings={settings} />;
        const doc = settings.teams.find((team) => String(team.id) === rest);
        return doc ? <TeamPage settings={settings} doc={doc} /> : <NotThere title={title} back={{ to: "teams", label: title }} />;
      }}
    </WithSettings>
  );
}

function TeamList({ title, settings }: { title: string; settings: Settings }) {
  const locked = lockedBy(useViewer(), "phone_settings");
  const active = settings.teams.filter((team) => team.document.retired === "off");
  const retired = settings.teams.filter((team) => team.document.retired === "on");
  return (
    <Page title={title} words={t("settings.team.words")} actions={<AddLink to="teams/new" label={t("settings.team.add")} reason={locked} />}>
      {active.length === 0 ? <Empty title={t("settings.team.none")} words={t("settings.team.none_words")} /> : <Lines label={title} teams={active} />}
      {retired.length > 0 && (
        <details className="retired">
          <summary>
            <Icon name="right" />
            {t("settings.retired", { count: retired.length })}
          </summary>
          <Lines label={t("settings.retired", { count: retired.length })} teams={retired} />
        </details>
      )}
    </Page>
  );
}

function Lines({ label, teams }: { label: string; teams: Doc<TeamSettings>[] }) {
  return (
    <Rows label={label}>
      {teams.map(({ id, document }) => (
        <Row
          key={id}
          to={`teams/${id}`}
          mark={<Avatar kind="team" id={id} name={document.name} />}
          title={document.name}
          words={t("settings.team.line", { count: document.members.length, hours: hoursWords(document.hours) })}
        />
      ))}
    </Rows>
  );
}

const EMPTY: TeamSettings = { name: "", members: [], hours: "always", assignment: "manual", conversation_limit: 0, queue_max: null, hold_limit_minutes: null, wrap_up_ms: 0, retired: "off" };

function NewTeam({ settings }: { settings: Settings }) {
  const me = useViewer();
  const go = useNavigate();
  const [fresh] = useState({ version: 0, document: EMPTY });
  const title = t("settings.team.new");
  return (
    <Page title={title} back={{ to: "teams", label: t("settings.section.teams") }}>
      <DocumentForm
        label={title}
        doc={fresh}
        locked={lockedBy(me, "phone_settings")}
        check={checkTeam}
        tell={tellTeam(settings)}
        onSave={async (_, document, pass) => {
          const id = await create("teams", document);
          pass();
          await go({ to: "/settings/$", params: { _splat: `teams/${id}` } });
        }}
      >
        {({ mine, set, wrong }) => (
          <>
            <Part title={t("settings.field.channel.team")}>
              <TextField label={t("settings.field.team.name")} hint={t("settings.team.name_hint")} value={mine.name} wrong={wrong.name} autoComplete="off" autoFocus onChange={(name) => set("name", name)} />
            </Part>
            <Part title={t("settings.field.team.members")} words={t("settings.team.members_words")}>
              <MembersField settings={settings} value={mine.members} onChange={(members) => set("members", members)} />
            </Part>
          </>
        )}
      </DocumentForm>
    </Page>
  );
}
