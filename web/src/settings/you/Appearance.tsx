import { useState } from "react";
import { setTheme, useTheme } from "../../app/theme";
import { t } from "../../texts";
import { language, LANGUAGES, type LanguageCode, setLanguage } from "../../texts/languages";
import { RadioList, SelectField } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { Page } from "../Page";

export function Appearance() {
  const theme = useTheme();
  const [now] = useState(language);
  const codes = Object.keys(LANGUAGES) as LanguageCode[];
  return (
    <Page title={t("settings.section.appearance")} words={t("settings.appearance.words")}>
      <div className="form">
        <Part title={t("app.account.theme")}>
          <RadioList
            label={t("app.account.theme")}
            quiet
            value={theme}
            choices={[
              { value: "system", words: t("app.account.system"), hint: t("settings.appearance.system_hint") },
              { value: "light", words: t("app.account.light") },
              { value: "dark", words: t("app.account.dark") },
            ]}
            onChange={setTheme}
          />
        </Part>
        <Part title={t("settings.appearance.language")}>
          <SelectField
            label={t("settings.appearance.language")}
            hint={codes.length === 1 ? t("settings.appearance.one_language") : t("settings.appearance.reloads")}
            value={now}
            choices={codes.map((code) => ({ value: code, words: LANGUAGES[code].name }))}
            onChange={setLanguage}
          />
        </Part>
      </div>
    </Page>
  );
}
