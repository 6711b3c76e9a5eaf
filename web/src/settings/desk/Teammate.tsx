import { t } from "../../texts";
import { SelectField } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { ListField } from "../../ui/form/ListField";
import { TextField } from "../../ui/form/TextField";
import { Banner } from "../../ui/states";
import { checkTeammate, LIMITS, wrongSipPhone } from "../check";
import { DocumentForm, type Editing } from "../DocumentForm";
import type { Settings, TeammateDoc, TeammateSettings } from "../documents";
import { Page } from "../Page";
import { placedIn, save } from "../queries";
import { has, lockedBy, losesLastOwner, useViewer } from "../rights";
import { tellTeammate } from "../words";
import { RemoveTeammate } from "./RemoveTeammate";
import { TeamsOf } from "./TeamsOf";

export function TeammatePage({ settings, doc }: { settings: Settings; doc: TeammateDoc }) {
  const me = useViewer();
  const gone = doc.document.employment === "removed";
  return (
    <Page title={doc.document.name} back={{ to: "teammates", label: t("settings.section.teammates") }}>
      {gone && (
        <div className="round-banner">
          <Banner tone="warn">{t("settings.teammate.is_removed", { name: doc.document.name })}</Banner>
        </div>
      )}
      <DocumentForm
        label={doc.document.name}
        doc={doc}
        fromFile={doc.from_file}
        locked={gone ? t("settings.teammate.gone") : (lockedBy(me, "manage_teammates") ?? notAboveOwners(settings, doc, has(me, "owner")))}
        check={(mine) => {
          const wrong = checkTeammate(mine);
          return losesLastOwner(settings, { teammate: [doc.id, mine] }) ? { ...wrong, role: t("settings.wrong.last_owner") } : wrong;
        }}
        tell={tellTeammate(settings)}
        onSave={(version, document) => save(`/settings/teammates/${doc.id}`, version, document, placedIn("teammates", doc.id))}
        after={
          !gone && (
            <>
              <TeamsOf settings={settings} teammate={doc} />
              <RemoveTeammate settings={settings} doc={doc} />
            </>
          )
        }
      >
        {(editing) => <Fields settings={settings} doc={doc} editing={editing} mayGiveOwner={has(me, "owner")} />}
      </DocumentForm>
    </Page>
  );
}

/** Only an owner may change an owner. */
function notAboveOwners(settings: Settings, doc: TeammateDoc, owner: boolean): string | null {
  const role = settings.roles.find((one) => one.id === doc.document.role);
  return !owner && role?.document.permissions.includes("owner") ? t("settings.teammate.is_owner", { name: doc.document.name }) : null;
}

function Fields({ settings, doc, editing: { mine, set, wrong }, mayGiveOwner }: { settings: Settings; doc: TeammateDoc; editing: Editing<TeammateSettings>; mayGiveOwner: boolean }) {
  // A role that makes an owner is only an owner's to give.
  const roles = settings.roles.filter((role) => mayGiveOwner || role.id === mine.role || !role.document.permissions.includes("owner"));
  return (
    <>
      <Part title={t("settings.teammate.person")}>
        <TextField label={t("settings.field.teammate.name")} value={mine.name} wrong={wrong.name} autoComplete="off" onChange={(name) => set("name", name)} />
        {doc.email && <TextField label={t("signin.email")} value={doc.email} readOnly hint={t("settings.teammate.email_hint")} onChange={() => undefined} />}
        <SelectField
          label={t("settings.field.teammate.role")}
          hint={t("settings.teammate.role_hint")}
          wrong={wrong.role}
          value={String(mine.role)}
          choices={[{ value: "0", words: t("settings.roles.none") }, ...roles.map((role) => ({ value: String(role.id), words: role.document.name }))]}
          onChange={(role) => set("role", Number(role))}
        />
      </Part>
      <Part title={t("settings.field.teammate.sip_phones")} words={t("settings.teammate.sip_words")}>
        <ListField
          label={t("settings.field.teammate.sip_phones")}
          quiet
          words={{
            add: t("settings.teammate.add_sip"),
            line: (n) => t("settings.teammate.sip", { n }),
            remove: (n) => t("settings.teammate.remove_sip", { n }),
            none: t("settings.teammate.no_sip"),
          }}
          value={mine.sip_phones}
          max={LIMITS.sip_phones}
          placeholder={t("settings.teammate.sip_like")}
          wrong={wrongSipPhone}
          onChange={(phones) => set("sip_phones", phones)}
        />
      </Part>
    </>
  );
}
