import { t } from "../../texts";
import { Part } from "../../ui/form/Form";
import { wrongZone } from "../check";
import { OfficeHoursField } from "../OfficeHoursField";
import { WithSettings } from "../Page";
import { WorkspaceForm } from "../WorkspaceForm";

/** The office hours of the whole workspace. */
export function Hours() {
  const title = t("settings.section.hours");
  return (
    <WithSettings title={title}>
      {(settings) => (
        <WorkspaceForm title={title} words={t("settings.hours.words")} settings={settings}>
          {({ mine, set }) => (
            <Part title={t("settings.field.workspace.hours")}>
              <OfficeHoursField label={t("settings.hours.label")} value={mine.hours} wrongZone={wrongZone(mine.hours)} onChange={(hours) => set("hours", hours)} />
            </Part>
          )}
        </WorkspaceForm>
      )}
    </WithSettings>
  );
}
