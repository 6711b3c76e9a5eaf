import { useMe } from "../api/live";
import { sentenceOf } from "../api/client";
import { t } from "../texts";
import { MenuChoice, MenuItem, MenuLine } from "../ui/Menu";
import { toast } from "../ui/toasts";
import { openPalette } from "./palette";
import { signOut } from "./session";
import { setTheme, useTheme } from "./theme";

/** The foot of the availability menu: theme, keys, sign out. */
export function AccountItems() {
  const theme = useTheme();
  const me = useMe();
  return (
    <>
      <MenuLine />
      <MenuChoice
        label={t("app.account.theme")}
        value={theme}
        choices={[
          { value: "system", words: t("app.account.system") },
          { value: "light", words: t("app.account.light") },
          { value: "dark", words: t("app.account.dark") },
        ]}
        onChoose={setTheme}
      />
      <MenuLine />
      <MenuItem icon="keyboard" end={<kbd>?</kbd>} onSelect={() => openPalette("keys")}>
        {t("app.account.keys")}
      </MenuItem>
      <MenuItem
        icon="out"
        reason={me?.call ? t("app.account.sign_out_on_call") : null}
        onSelect={() => void signOut().catch((error: unknown) => toast(sentenceOf(error), { tone: "bad" }))}
      >
        {t("app.account.sign_out")}
      </MenuItem>
    </>
  );
}
