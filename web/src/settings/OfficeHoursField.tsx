import { useState } from "react";
import { t } from "../texts";
import { RadioList } from "../ui/form/choices";
import { type OpenSpan, ownZone } from "../ui/form/hours";
import { HoursEditor, HoursNow, WeekdaysButton } from "../ui/form/HoursEditor";
import { ZoneField } from "../ui/form/ZoneField";
import type { OfficeHours } from "./documents";
import { hoursKind } from "./words";

/** Always, by the week, or closed by hand. A week that was written is kept while one looks at the others. */
export function OfficeHoursField({ label, value, wrongZone, onChange }: { label: string; value: OfficeHours; wrongZone?: string | undefined; onChange: (hours: OfficeHours) => void }) {
  const [week, setWeek] = useState<{ zone: string; open: OpenSpan[] }>(() => (typeof value === "object" ? value.weekly : { zone: ownZone(), open: [] }));
  const weekly = typeof value === "object" ? value.weekly : null;
  const put = (next: { zone: string; open: OpenSpan[] }) => {
    setWeek(next);
    onChange({ weekly: next });
  };
  return (
    <>
      <RadioList
        label={label}
        value={hoursKind(value)}
        choices={[
          { value: "always", words: t("settings.hours.always"), hint: t("settings.hours.always_hint") },
          { value: "weekly", words: t("settings.hours.weekly"), hint: t("settings.hours.weekly_hint") },
          { value: "closed", words: t("settings.hours.shut"), hint: t("settings.hours.shut_hint") },
        ]}
        onChange={(kind) => onChange(kind === "weekly" ? { weekly: week } : kind)}
      />
      {weekly && (
        <>
          <div className="labelled">
            <ZoneField label={t("settings.hours.zone")} value={weekly.zone} wrong={wrongZone} onChange={(zone) => put({ ...weekly, zone })} />
            <HoursNow open={weekly.open} zone={weekly.zone} />
          </div>
          <HoursEditor open={weekly.open} onChange={(open) => put({ ...weekly, open })} />
          {weekly.open.length === 0 && (
            <div className="row">
              <span className="t2">{t("settings.hours.empty")}</span>
              <WeekdaysButton onPick={(open) => put({ ...weekly, open })} />
            </div>
          )}
        </>
      )}
    </>
  );
}
