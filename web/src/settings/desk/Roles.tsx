import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Me, Permission } from "../../api/model";
import { t } from "../../texts";
import { CheckList } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { TextField } from "../../ui/form/TextField";
import { Icon } from "../../ui/Icon";
import { Empty } from "../../ui/states";
import { AddLink } from "../AddLink";
import { checkRole } from "../check";
import { DocumentForm, type Editing } from "../DocumentForm";
import { type Doc, PERMISSIONS, type RoleSettings, type Settings } from "../documents";
import { NotThere, Page, WithSettings } from "../Page";
import { create, placedIn, save } from "../queries";
import { has, lockedBy, losesLastOwner, useViewer } from "../rights";
import { Row, Rows } from "../Rows";
import { listed, permissionWords, tellRole } from "../words";

const back = { to: "roles", label: t("settings.section.roles") };

export function Roles({ rest }: { rest: string | null }) {
  const title = t("settings.section.roles");
  return (
    <WithSettings title={title}>
      {(settings) => {
        if (rest === null) return <RoleList title={title} settings={settings} />;
        if (rest === "new") return <NewRole settings={settings} />;
        const doc = settings.roles.find((role) => String(role.id) === rest);
        return doc ? <RolePage settings={settings} doc={doc} /> : <NotThere title={title} back={back} />;
      }}
    </WithSettings>
  );
}

function holders(settings: Settings, role: number): string[] {
  return settings.teammates.filter((one) => one.document.role === role && one.document.employment === "here").map((one) => one.document.name);
}

function RoleList({ title, settings }: { title: string; settings: Settings }) {
  const locked = lockedBy(useViewer(), "manage_teammates");
  return (
    <Page title={title} words={t("settings.roles.words")} actions={<AddLink to="roles/new" label={t("settings.roles.add")} reason={locked} />}>
      {settings.roles.length === 0 ? (
        <Empty title={t("settings.roles.no_roles")} words={t("settings.roles.no_roles_words")} />
      ) : (
        <Rows label={title}>
          {settings.roles.map(({ id, document }) => (
            <Row
              key={id}
              to={`roles/${id}`}
              mark={<span className="rows-icon"><Icon name="rules" /></span>}
              title={document.name}
              words={permissionWords(document)}
              end={<span className="small t3 num">{t("settings.roles.held", { count: holders(settings, id).length })}</span>}
            />
          ))}
        </Rows>
      )}
    </Page>
  );
}

function RolePage({ settings, doc }: { settings: Settings; doc: Doc<RoleSettings> }) {
  const me = useViewer();
  const names = holders(settings, doc.id);
  return (
    <Page title={doc.document.name} back={back}>
      <DocumentForm
        label={doc.document.name}
        doc={doc}
        fromFile={doc.from_file}
        locked={lockedBy(me, "manage_teammates")}
        check={(mine) => checkRole(mine, losesLastOwner(settings, { role: [doc.id, mine] }))}
        tell={tellRole}
        onSave={(version, document) => save(`/settings/roles/${doc.id}`, version, document, placedIn("roles", doc.id))}
      >
        {(editing) => (
          <>
            <p className="t2">{t("settings.roles.holders", { count: names.length, names: listed(names, t("settings.nobody")) })}</p>
            <RoleFields me={me} editing={editing} />
          </>
        )}
      </DocumentForm>
    </Page>
  );
}

function NewRole({ settings }: { settings: Settings }) {
  const me = useViewer();
  const go = useNavigate();
  const [fresh] = useState({ version: 0, document: { name: "", permissions: ["takes_calls"] } as RoleSettings });
  const title = t("settings.roles.new");
  return (
    <Page title={title} back={back}>
      <DocumentForm
        label={title}
        doc={fresh}
        locked={lockedBy(me, "manage_teammates")}
        check={(mine) => {
          const wrong = checkRole(mine, false);
          const twin = settings.roles.some((role) => role.document.name.trim().toLocaleLowerCase() === mine.name.trim().toLocaleLowerCase());
          return twin ? { ...wrong, name: t("settings.wrong.role_taken") } : wrong;
        }}
        tell={tellRole}
        onSave={async (_, document, pass) => {
          const id = await create("roles", document);
          pass();
          await go({ to: "/settings/$", params: { _splat: `roles/${id}` } });
        }}
      >
        {(editing) => <RoleFields me={me} editing={editing} />}
      </DocumentForm>
    </Page>
  );
}

function RoleFields({ me, editing: { mine, set, wrong } }: { me: Me | undefined; editing: Editing<RoleSettings> }) {
  const owner = mine.permissions.includes("owner");
  const reason = (permission: Permission): string | null => {
    if (permission === "owner") return has(me, "owner") ? null : t("settings.roles.only_owners");
    return owner && permission !== "takes_calls" ? t("settings.roles.implied") : null;
  };
  return (
    <>
      <Part title={t("settings.field.teammate.role")}>
        <TextField label={t("settings.field.role.name")} hint={t("settings.roles.name_hint")} value={mine.name} wrong={wrong.name} autoComplete="off" onChange={(name) => set("name", name)} />
      </Part>
      <Part title={t("settings.field.role.permissions")} words={t("settings.roles.permissions_words")}>
        <CheckList
          label={t("settings.roles.may")}
          quiet
          value={owner ? PERMISSIONS.filter((one) => one !== "takes_calls" || mine.permissions.includes(one)) : mine.permissions}
          choices={PERMISSIONS.map((permission) => ({
            value: permission,
            words: t(`settings.permission.${permission}.name`),
            hint: t(`settings.permission.${permission}.does`),
            reason: reason(permission),
          }))}
          onChange={(next) => set("permissions", ordered(toggled(mine.permissions, owner, next)))}
        />
        {wrong.permissions && (
          <p className="hint bad" role="alert">
            <Icon name="warn" />
            {wrong.permissions}
          </p>
        )}
      </Part>
    </>
  );
}

/** While *owner* shows the others as given, a press changes only what it names. */
function toggled(held: readonly Permission[], owner: boolean, next: readonly Permission[]): readonly Permission[] {
  if (!owner) return next;
  const without = next.includes("owner") ? held : held.filter((one) => one !== "owner");
  const calls = next.includes("takes_calls");
  return calls ? [...new Set([...without, "takes_calls" as const])] : without.filter((one) => one !== "takes_calls");
}

/** The order of the desk, so that giving and taking back leaves nothing to save. */
const ORDER: readonly Permission[] = ["takes_calls", "listen_to_calls", "workflows_access", "delete_recordings", "phone_settings", "manage_teammates", "manage_availability", "reports", "erase_data", "owner"];
function ordered(permissions: readonly Permission[]): Permission[] {
  return ORDER.filter((one) => permissions.includes(one));
}
