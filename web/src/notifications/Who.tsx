import type { Editing } from "../settings/DocumentForm";
import { t } from "../texts";
import { Part } from "../ui/form/Form";
import { wrongRecipient } from "./check";
import { TypedChips } from "./Chips";
import type { NotificationForm } from "./documents";

/** To whom the mail goes. */
export function Who({ editing: { mine, set, wrong } }: { editing: Editing<NotificationForm> }) {
  return (
    <Part title={t("notifications.who.section")}>
      {mine.mail === "on" ? (
        <TypedChips
          label={t("notifications.who.recipients")}
          chosen={mine.recipients}
          placeholder={t("notifications.who.add")}
          hint={t("notifications.who.hint")}
          wrong={wrongRecipient}
          wrongAll={wrong.recipients}
          split={/[,;\s]+/}
          type="email"
          onChange={(recipients) => set("recipients", recipients)}
        />
      ) : (
        <p className="t2">{t("notifications.who.no_mail")}</p>
      )}
    </Part>
  );
}
