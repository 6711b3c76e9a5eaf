import "./alerts.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { onAlert } from "../api/live";
import type { AlertView } from "../api/model";
import { viewsQuery } from "../api/queries";
import { t, withTexts } from "../texts";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { Loading } from "../ui/states";
import { toast } from "../ui/toasts";
import { useMedia } from "../ui/useMedia";
import { showOutside } from "./outside";
import { countWords, linesOf } from "./seen";

const AlertList = lazy(withTexts(() => import("./AlertList")));

/** The bell of the rail: how many alerts were not seen, and the list of all. A new one is told at once,
    politely: only a ringing call may shout. */
export function Bell() {
  const unseen = useQuery(viewsQuery).data?.alerts_unseen ?? 0;
  const [open, setOpen] = useState(false);
  const narrow = useMedia("(max-width: 640px)");
  useAlerts();
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t("alerts.title")}
      side={narrow ? "bottom" : "right"}
      className="alerts"
      trigger={
        <button type="button" className="rb" aria-label={unseen > 0 ? t("alerts.unseen", { count: unseen }) : t("alerts.title")} title={t("alerts.title")}>
          <Icon name="bell" />
          {unseen > 0 && (
            <span className="count on" aria-hidden="true">
              {countWords(unseen)}
            </span>
          )}
        </button>
      }
    >
      <Suspense fallback={<Loading label={t("app.loading")} rows={3} />}>
        <AlertList onLeave={() => setOpen(false)} />
      </Suspense>
    </Popover>
  );
}

function useAlerts(): void {
  const go = useNavigate();
  useEffect(() => {
    const open = (alert: AlertView) => void go({ to: "/inbox/$view/$conversation", params: { view: "all", conversation: String(alert.conversation) }, search: { state: "any" } });
    // A page whose connection was cut is told the newest one again.
    let shown = 0;
    return onAlert(({ newest }) => {
      if (newest === null || newest.seen || newest.id <= shown) return;
      shown = newest.id;
      const { title, more } = linesOf(newest);
      // The toast is said by the polite live region as well; a later one takes its place.
      toast(t("alerts.told", { words: [title, ...more].join(" · ") }), { about: "alert", act: { label: t("alerts.open"), press: () => open(newest) } });
      showOutside(newest.id, title, more.join("\n"), () => open(newest));
    });
  }, [go]);
}
