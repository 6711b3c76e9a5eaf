import type { Editing } from "../settings/DocumentForm";
import { type Settings, toggle } from "../settings/documents";
import { t } from "../texts";
import { Part } from "../ui/form/Form";
import { SwitchRow } from "../ui/form/SwitchRow";
import { waitsForWrapUp } from "./condition";
import type { NotificationForm } from "./documents";
import { RuleBuilder } from "./RuleBuilder";

/** After which calls it happens. */
export function When({ editing: { mine, set }, desk }: { editing: Editing<NotificationForm>; desk: Settings }) {
  const always = mine.always === "on";
  return (
    <Part title={t("notifications.when.section")}>
      <SwitchRow label={t("notifications.when.always")} hint={always ? t("notifications.when.always_hint") : undefined} checked={always} onChange={(on) => set("always", toggle(on))} />
      {!always && (
        <>
          <hr className="sep" />
          <h3 className="med">{t("notifications.when.rule")}</h3>
          <RuleBuilder rule={mine.rule} desk={desk} onChange={(rule) => set("rule", rule)} />
        </>
      )}
      <p className="hint">
        {!always && waitsForWrapUp(mine.rule) ? t("notifications.when.after_wrap_up") : t("notifications.when.at_once")} {!always && t("notifications.when.no_model")}
      </p>
    </Part>
  );
}
