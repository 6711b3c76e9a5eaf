import "./destinations.css";
import { useMemo } from "react";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { SelectField } from "../../ui/form/choices";
import { useForm } from "../../ui/form/context";
import { Part } from "../../ui/form/Form";
import { NumberField } from "../../ui/form/NumberField";
import { DocumentForm, type Editing } from "../DocumentForm";
import type { Settings } from "../documents";
import { Page, WithSettings } from "../Page";
import { save } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { nameOf } from "../words";
import { DestinationList } from "./DestinationList";
import { checkPolicy, destinationsOf, type Policy, policyOf, roleField, rolesOf, rulesOf } from "./destinations";
import { TryNumber } from "./TryNumber";
import { tellPolicy } from "./tellPolicy";

/** Which numbers outside may be called, by whom, and how often. */
export function Destinations() {
  const title = t("settings.section.destinations");
  return <WithSettings title={title}>{(settings) => <DestinationsPage title={title} settings={settings} />}</WithSettings>;
}

function DestinationsPage({ title, settings }: { title: string; settings: Settings }) {
  const { workspace } = settings;
  const doc = useMemo(() => ({ version: workspace.version, document: policyOf(workspace.document.destinations) }), [workspace]);
  return (
    <Page title={title} words={t("settings.destinations.words")}>
      <DocumentForm
        label={title}
        doc={doc}
        // A start of the server keeps these, whatever the configuration file sets beside them.
        locked={lockedBy(useViewer(), "phone_settings")}
        check={checkPolicy}
        tell={tellPolicy(settings)}
        onSave={(version, policy) =>
          save("/settings/workspace", version, { ...workspace.document, destinations: destinationsOf(policy) }, (held, saved) => ({ ...held, workspace: { ...held.workspace, ...saved } }))
        }
      >
        {(editing) => <Fields editing={editing} settings={settings} />}
      </DocumentForm>
    </Page>
  );
}

function Fields({ editing: { mine, set, wrong }, settings }: { editing: Editing<Policy>; settings: Settings }) {
  const { locked } = useForm();
  const own = rolesOf(mine);
  const remove = <F extends keyof Policy & string>(field: F) => set(field, undefined as unknown as Policy[F]);
  return (
    <>
      <Part title={t("settings.destinations.everybody")} words={t("settings.destinations.everybody_words")}>
        <DestinationList
          label={t("settings.destinations.list")}
          none={t("settings.destinations.none")}
          rules={rulesOf(mine)}
          onSet={(prefix, reach) => (reach === null ? remove(prefix as `+${string}`) : set(prefix as `+${string}`, reach))}
        />
      </Part>
      {own.map((role) => {
        const rules = mine[roleField(role)] ?? {};
        const name = nameOf(settings.roles, role);
        return (
          <Part key={role} title={name} words={t("settings.destinations.role_words")}>
            <DestinationList
              label={t("settings.destinations.role_list", { role: name })}
              none={t("settings.destinations.role_none")}
              rules={rules}
              onSet={(prefix, reach) => {
                const { [prefix]: _, ...rest } = rules;
                set(roleField(role), reach === null ? rest : { ...rest, [prefix]: reach });
              }}
            />
            <div>
              <Button size="s" reason={locked?.reason} onClick={() => remove(roleField(role))}>
                {t("settings.destinations.role_drop")}
              </Button>
            </div>
          </Part>
        );
      })}
      <TryNumber policy={mine} settings={settings} />
      <RoleChoice settings={settings} own={own} onChoose={(role) => set(roleField(role), rulesOf(mine))} />
      <Part title={t("settings.destinations.hourly")} words={t("settings.destinations.hourly_words")}>
        {(["teammate_calls", "workspace_calls"] as const).map((field) => (
          <NumberField key={field} label={t(`settings.destinations.field.${field}`)} unit={t("settings.unit.calls")} value={mine[field]} wrong={wrong[field]} onChange={(next) => set(field, next)} />
        ))}
      </Part>
    </>
  );
}

/** Gives a role a list of its own; it begins as everybody's. */
function RoleChoice({ settings, own, onChoose }: { settings: Settings; own: readonly number[]; onChoose: (role: number) => void }) {
  const others = settings.roles.filter((role) => !own.includes(role.id));
  return (
    <Part title={t("settings.destinations.roles")} words={t("settings.destinations.roles_words")}>
      {others.length === 0 ? (
        <p className="t2">{t("settings.destinations.roles_none")}</p>
      ) : (
        <SelectField
          label={t("settings.destinations.role")}
          value=""
          choices={[{ value: "", words: t("settings.destinations.role_choose") }, ...others.map((role) => ({ value: String(role.id), words: role.document.name }))]}
          onChange={(role) => role !== "" && onChoose(Number(role))}
        />
      )}
    </Part>
  );
}
