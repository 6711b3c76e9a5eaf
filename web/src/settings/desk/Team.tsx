import { t } from "../../texts";
import { SelectField } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { LimitField } from "../../ui/form/LimitField";
import { NumberField } from "../../ui/form/NumberField";
import { SwitchRow } from "../../ui/form/SwitchRow";
import { TextField } from "../../ui/form/TextField";
import { checkTeam, wrongZone } from "../check";
import { DocumentForm, type Editing } from "../DocumentForm";
import { type Doc, type Settings, type TeamSettings, toggle } from "../documents";
import { OfficeHoursField } from "../OfficeHoursField";
import { Page } from "../Page";
import { placedIn, save } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { tellTeam } from "../words";
import { MembersField } from "./MembersField";

export function TeamPage({ settings, doc }: { settings: Settings; doc: Doc<TeamSettings> }) {
  const me = useViewer();
  return (
    <Page title={doc.document.name} back={{ to: "teams", label: t("settings.section.teams") }}>
      <DocumentForm
        label={doc.document.name}
        doc={doc}
        fromFile={doc.from_file}
        locked={lockedBy(me, "phone_settings")}
        check={checkTeam}
        tell={tellTeam(settings)}
        onSave={(version, document) => save(`/settings/teams/${doc.id}`, version, document, placedIn("teams", doc.id))}
      >
        {(editing) => (
          <>
            <Part title={t("settings.field.channel.team")}>
              <TextField label={t("settings.field.team.name")} hint={t("settings.team.name_hint")} value={editing.mine.name} wrong={editing.wrong.name} autoComplete="off" onChange={(name) => editing.set("name", name)} />
            </Part>
            <Part title={t("settings.field.team.members")} words={t("settings.team.members_words")}>
              <MembersField settings={settings} value={editing.mine.members} onChange={(members) => editing.set("members", members)} />
            </Part>
            <Part title={t("settings.field.team.hours")} words={t("settings.team.hours_words")}>
              <OfficeHoursField label={t("settings.hours.label")} value={editing.mine.hours} wrongZone={wrongZone(editing.mine.hours)} onChange={(hours) => editing.set("hours", hours)} />
            </Part>
            <CallFields editing={editing} />
            <ConversationFields editing={editing} />
            <Part title={t("settings.field.team.retired")}>
              <SwitchRow label={t("settings.team.retire")} hint={t("settings.team.retire_hint")} checked={editing.mine.retired === "on"} onChange={(on) => editing.set("retired", toggle(on))} />
            </Part>
          </>
        )}
      </DocumentForm>
    </Page>
  );
}

function CallFields({ editing: { mine, set, wrong } }: { editing: Editing<TeamSettings> }) {
  return (
    <Part title={t("settings.team.calls")}>
      <LimitField
        label={t("settings.team.limit_queue")}
        hint={t("settings.team.limit_queue_hint")}
        numberLabel={t("settings.field.team.queue_max")}
        unit={t("settings.unit.calls")}
        value={mine.queue_max}
        usual={20}
        wrong={wrong.queue_max}
        onChange={(max) => set("queue_max", max)}
      />
      <LimitField
        label={t("settings.team.limit_hold")}
        hint={t("settings.team.limit_hold_hint")}
        numberLabel={t("settings.field.team.hold_limit_minutes")}
        unit={t("settings.unit.minutes")}
        value={mine.hold_limit_minutes}
        usual={10}
        wrong={wrong.hold_limit_minutes}
        onChange={(minutes) => set("hold_limit_minutes", minutes)}
      />
      <NumberField
        label={t("settings.field.team.wrap_up_ms")}
        hint={t("settings.team.wrap_up_hint")}
        unit={t("settings.unit.seconds")}
        value={mine.wrap_up_ms / 1_000}
        wrong={wrong.wrap_up_ms}
        onChange={(seconds) => set("wrap_up_ms", seconds * 1_000)}
      />
    </Part>
  );
}

function ConversationFields({ editing: { mine, set, wrong } }: { editing: Editing<TeamSettings> }) {
  return (
    <Part title={t("settings.team.conversations")} words={t("settings.team.conversations_words")}>
      <SelectField
        label={t("settings.field.team.assignment")}
        value={mine.assignment}
        choices={(["manual", "round_robin", "balanced"] as const).map((method) => ({ value: method, words: t(`settings.team.assignment.${method}`) }))}
        onChange={(method) => set("assignment", method)}
      />
      <LimitField
        label={t("settings.team.limit_conversations")}
        numberLabel={t("settings.field.team.conversation_limit")}
        unit={t("settings.unit.conversations")}
        value={mine.conversation_limit === 0 ? null : mine.conversation_limit}
        usual={10}
        wrong={wrong.conversation_limit}
        onChange={(limit) => set("conversation_limit", limit ?? 0)}
      />
    </Part>
  );
}
