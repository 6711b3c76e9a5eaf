import { t } from "../../texts";
import { RadioList } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { TextField } from "../../ui/form/TextField";
import { WithSettings } from "../Page";
import { Retention } from "./Retention";
import { WorkspaceForm } from "../WorkspaceForm";

export function Workspace() {
  const title = t("settings.section.workspace");
  return (
    <WithSettings title={title}>
      {(settings) => (
        <WorkspaceForm title={title} settings={settings}>
          {({ mine, set, wrong }) => (
            <>
              <Part title={t("settings.section.workspace")}>
                <TextField label={t("settings.field.workspace.name")} hint={t("settings.workspace.name_hint")} value={mine.name} wrong={wrong.name} autoComplete="organization" onChange={(name) => set("name", name)} />
              </Part>
              <Part title={t("settings.field.workspace.kind")}>
                <RadioList
                  label={t("settings.field.workspace.kind")}
                  quiet
                  value={mine.kind}
                  choices={[
                    { value: "live", words: t("settings.workspace.kind.live"), hint: t("settings.workspace.live_hint") },
                    { value: "test", words: t("settings.workspace.kind.test"), hint: t("settings.workspace.test_hint") },
                  ]}
                  onChange={(kind) => set("kind", kind)}
                />
              </Part>
              <Retention mine={mine} held={settings.workspace.document} set={set} wrong={wrong} />
            </>
          )}
        </WorkspaceForm>
      )}
    </WithSettings>
  );
}
