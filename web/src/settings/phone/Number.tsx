import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "../../texts";
import { RadioList, SelectField } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { SwitchRow } from "../../ui/form/SwitchRow";
import { TextField } from "../../ui/form/TextField";
import { checkChannel, tidyNumber, wrongName } from "../check";
import { DocumentForm, type Editing } from "../DocumentForm";
import { type ChannelSettings, type Doc, type Settings, toggle } from "../documents";
import { Page } from "../Page";
import { create, placedIn, save } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { tellChannel } from "../words";
import { RouteNow } from "./RouteNow";

const back = { to: "numbers", label: t("settings.section.numbers") };

export function NumberPage({ settings, doc }: { settings: Settings; doc: Doc<ChannelSettings> }) {
  const me = useViewer();
  return (
    <Page title={doc.document.name} back={back}>
      <DocumentForm
        label={doc.document.name}
        doc={doc}
        fromFile={doc.from_file}
        locked={lockedBy(me, "phone_settings")}
        check={(mine) => checkNumber(settings, doc.id, mine)}
        tell={tellChannel(settings)}
        onSave={(version, document) => save(`/settings/channels/${doc.id}`, version, { ...document, number: tidyNumber(document.number) }, placedIn("channels", doc.id))}
        after={<RouteNow channel={doc.id} version={doc.version} />}
      >
        {(editing) => (
          <>
            <NumberFields settings={settings} editing={editing} />
            <Part title={t("settings.field.channel.retired")}>
              <SwitchRow label={t("settings.number.retire")} hint={t("settings.number.retire_hint")} checked={editing.mine.retired === "on"} onChange={(on) => editing.set("retired", toggle(on))} />
            </Part>
          </>
        )}
      </DocumentForm>
    </Page>
  );
}

/** Without any team yet, the first one is made along with the number. */
export function NewNumber({ settings }: { settings: Settings }) {
  const me = useViewer();
  const go = useNavigate();
  const [team, setTeam] = useState<string>(t("settings.number.first_team"));
  const teams = settings.teams.filter((one) => one.document.retired === "off");
  const [fresh] = useState({ version: 0, document: { name: "", number: "", team: teams[0]?.id ?? 0, recording: "off", retired: "off" } satisfies ChannelSettings as ChannelSettings });
  const title = t("settings.number.new");
  return (
    <Page title={title} back={back}>
      <DocumentForm
        label={title}
        doc={fresh}
        locked={lockedBy(me, "phone_settings")}
        check={(mine) => {
          const { team: wrongTeam, ...wrong } = checkNumber(settings, null, mine);
          if (teams.length > 0) return wrongTeam ? { ...wrong, team: wrongTeam } : wrong;
          const wrongFirst = wrongName(team);
          return wrongFirst ? { ...wrong, team: wrongFirst } : wrong;
        }}
        tell={tellChannel(settings)}
        onSave={async (_, document, pass) => {
          const goesTo = teams.length > 0 ? document.team : await create("teams", firstTeam(settings, team));
          const id = await create("channels", { ...document, number: tidyNumber(document.number), team: goesTo });
          pass();
          await go({ to: "/settings/$", params: { _splat: `numbers/${id}` } });
        }}
      >
        {(editing) => (
          <NumberFields
            settings={settings}
            editing={editing}
            {...(teams.length === 0 ? { firstTeam: { value: team, onChange: setTeam } } : {})}
          />
        )}
      </DocumentForm>
    </Page>
  );
}

function firstTeam(settings: Settings, name: string) {
  const members = settings.teammates.filter((one) => one.document.employment === "here").map((one) => one.id);
  return { name: name.trim(), members, hours: "always", assignment: "manual", conversation_limit: 0, queue_max: null, hold_limit_minutes: null, wrap_up_ms: 0, retired: "off" };
}

function checkNumber(settings: Settings, id: number | null, mine: ChannelSettings) {
  const others = settings.channels.filter((one) => one.id !== id && one.document.retired === "off").map((one) => one.document.number);
  return checkChannel(mine, others, settings.teams.filter((one) => one.document.retired === "off" || one.id === mine.team).map((one) => one.id));
}

function NumberFields({ settings, editing: { mine, set, wrong }, firstTeam: first }: {
  settings: Settings;
  editing: Editing<ChannelSettings>;
  firstTeam?: { value: string; onChange: (name: string) => void };
}) {
  const teams = settings.teams.filter((team) => team.document.retired === "off" || team.id === mine.team);
  return (
    <>
      <Part title={t("settings.number.title")}>
        <TextField label={t("settings.field.channel.name")} hint={t("settings.number.name_hint")} value={mine.name} wrong={wrong.name} autoComplete="off" onChange={(name) => set("name", name)} />
        <TextField label={t("settings.field.channel.number")} hint={t("settings.number.number_hint")} value={mine.number} wrong={wrong.number} type="tel" inputMode="tel" autoComplete="off" onChange={(number) => set("number", number)} />
        {first ? (
          <TextField label={t("settings.field.channel.team")} hint={t("settings.number.first_team_hint")} value={first.value} wrong={wrong.team} autoComplete="off" onChange={first.onChange} />
        ) : (
          <SelectField
            label={t("settings.field.channel.team")}
            hint={t("settings.number.team_hint")}
            wrong={wrong.team}
            value={String(mine.team)}
            choices={teams.map((team) => ({ value: String(team.id), words: team.document.name }))}
            onChange={(team) => set("team", Number(team))}
          />
        )}
      </Part>
      <Part title={t("settings.field.channel.recording")}>
        <RadioList
          label={t("settings.number.record")}
          value={mine.recording}
          choices={(["off", "on", "with_consent_announcement"] as const).map((mode) => ({ value: mode, words: t(`settings.number.recording.${mode}.name`), hint: t(`settings.number.recording.${mode}.hint`) }))}
          onChange={(recording) => set("recording", recording)}
        />
      </Part>
    </>
  );
}
