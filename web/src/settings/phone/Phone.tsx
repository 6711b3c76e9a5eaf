import { t } from "../../texts";
import { Part } from "../../ui/form/Form";
import { NumberField } from "../../ui/form/NumberField";
import { SwitchRow } from "../../ui/form/SwitchRow";
import { toggle } from "../documents";
import { WithSettings } from "../Page";
import { WorkspaceForm } from "../WorkspaceForm";

export function Phone() {
  const title = t("settings.section.phone");
  return (
    <WithSettings title={title}>
      {(settings) => (
        <WorkspaceForm title={title} words={t("settings.phone.words")} settings={settings}>
          {({ mine, set, wrong }) => (
            <>
              <Part title={t("settings.phone.ringing")}>
                <NumberField
                  label={t("settings.field.workspace.ring_ms")}
                  hint={t("settings.phone.ring_hint")}
                  unit={t("settings.unit.seconds")}
                  value={mine.ring_ms / 1_000}
                  wrong={wrong.ring_ms}
                  onChange={(seconds) => set("ring_ms", seconds * 1_000)}
                />
                <SwitchRow
                  label={t("settings.field.workspace.answer_mode")}
                  hint={t("settings.phone.auto_hint")}
                  checked={mine.answer_mode === "auto"}
                  onChange={(on) => set("answer_mode", on ? "auto" : "by_hand")}
                />
                <SwitchRow
                  label={t("settings.field.workspace.sip_phone_is_client")}
                  hint={t("settings.phone.sip_hint")}
                  checked={mine.sip_phone_is_client === "on"}
                  onChange={(on) => set("sip_phone_is_client", toggle(on))}
                />
              </Part>
              <Part title={t("settings.phone.records")}>
                <SwitchRow
                  label={t("settings.field.workspace.number_matching")}
                  hint={t("settings.phone.lead_hint")}
                  checked={mine.number_matching === "always_create_lead"}
                  onChange={(on) => set("number_matching", on ? "always_create_lead" : "match_contact")}
                />
                <SwitchRow
                  label={t("settings.field.workspace.show_team_composition")}
                  hint={t("settings.phone.composition_hint")}
                  checked={mine.show_team_composition === "on"}
                  onChange={(on) => set("show_team_composition", toggle(on))}
                />
              </Part>
            </>
          )}
        </WorkspaceForm>
      )}
    </WithSettings>
  );
}
