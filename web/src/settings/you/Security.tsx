import { t } from "../../texts";
import { Page } from "../Page";
import { Password } from "./Password";
import { Sessions } from "./Sessions";

export function Security() {
  return (
    <Page title={t("settings.section.security")}>
      <div className="form">
        <Password />
        <Sessions />
      </div>
    </Page>
  );
}
