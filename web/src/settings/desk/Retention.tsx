import { t } from "../../texts";
import { Part } from "../../ui/form/Form";
import { LimitField } from "../../ui/form/LimitField";
import { Icon } from "../../ui/Icon";
import type { Editing } from "../DocumentForm";
import type { WorkspaceSettings } from "../documents";
import { less } from "./keeping";

/** What the switch begins with: a quarter of a year for what was said, a month for what was sent. */
const USUAL = { recordings_days: 90, mails_days: 30 } as const;

/** How long recordings and mails are kept. Keeping less deletes, and that is said before it is saved. */
export function Retention({ mine, held, set, wrong }: Pick<Editing<WorkspaceSettings>, "mine" | "set" | "wrong"> & { held: WorkspaceSettings }) {
  return (
    <Part title={t("settings.retention.title")} words={t("settings.retention.words")}>
      {(["recordings", "mails"] as const).map((what) => {
        const field = `${what}_days` as const;
        const days = mine[field];
        return (
          <div key={what}>
            <LimitField
              label={t(`settings.retention.${what}`)}
              hint={t(`settings.retention.${what}_hint`)}
              numberLabel={t(`settings.retention.${what}_days`)}
              unit={t("settings.unit.days")}
              usual={USUAL[field]}
              value={days}
              wrong={wrong[field]}
              onChange={(next) => set(field, next)}
            />
            {days !== null && !wrong[field] && less(days, held[field]) && (
              <p className="hint retention-less" role="status">
                <Icon name="warn" />
                {t("settings.retention.less", { count: days })}
              </p>
            )}
          </div>
        );
      })}
    </Part>
  );
}
