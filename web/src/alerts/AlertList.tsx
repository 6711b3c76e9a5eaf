import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import type { AlertView } from "../api/model";
import { cache, viewsQuery } from "../api/queries";
import { noticesNow } from "../phone/signs";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Empty, Failed, Loading } from "../ui/states";
import { Ago } from "../ui/Timer";
import { alertsQuery, seenUntil } from "./queries";
import { inOrder, linesOf, newestUnseen } from "./seen";

/** Who called, which notification, when. Looking at the list is seeing it; what was new stays marked
    until it is closed. */
export default function AlertList({ onLeave }: { onLeave: () => void }) {
  const query = useInfiniteQuery(alertsQuery);
  const alerts = useMemo(() => inOrder(query.data?.pages ?? []), [query.data]);
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const unseen = newestUnseen(alerts);
  const found = alerts.filter((alert) => !alert.seen && !fresh.has(alert.id));
  if (found.length > 0) setFresh(new Set([...fresh, ...found.map((alert) => alert.id)]));
  useEffect(() => {
    if (unseen === null) return;
    // What cannot be told now is told when the list is opened again.
    seenUntil(unseen).then(
      () => cache.setQueryData(viewsQuery.queryKey, (old) => old && { ...old, alerts_unseen: 0 }),
      () => undefined,
    );
  }, [unseen]);
  return (
    <>
      <h2 className="alerts-head">{t("alerts.title")}</h2>
      {query.isPending ? (
        <Loading label={t("desk.alerts.loading")} rows={3} />
      ) : query.isError && alerts.length === 0 ? (
        <Failed title={t("desk.alerts.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
      ) : alerts.length === 0 ? (
        <Empty art={false} title={t("desk.alerts.none")} words={t("desk.alerts.none_words")} />
      ) : (
        <ul>
          {alerts.map((alert) => (
            <AlertLine key={alert.id} alert={alert} fresh={fresh.has(alert.id)} onLeave={onLeave} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button kind="plain" size="s" className="alerts-more" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("desk.alerts.more")}
        </Button>
      )}
      <Ask />
    </>
  );
}

function AlertLine({ alert, fresh, onLeave }: { alert: AlertView; fresh: boolean; onLeave: () => void }) {
  const { title, more } = linesOf(alert);
  return (
    <li>
      <Link className="alert-line" to="/inbox/$view/$conversation" params={{ view: "all", conversation: String(alert.conversation) }} search={{ state: "any" }} activeProps={{}} onClick={onLeave}>
        <span className={fresh ? "alert-dot on" : "alert-dot"} />
        <span className="grow">
          <span className="row alert-head">
            <span className="med grow alert-title" title={title}>
              {title}
            </span>
            <span className="small t3">
              <Ago at_ms={alert.at_ms} now={serverNow} />
            </span>
          </span>
          {more.map((words) => (
            <span key={words} className="small t2 cut block">
              {words}
            </span>
          ))}
        </span>
        {fresh && <span className="sr">{t("desk.alerts.unseen")}</span>}
      </Link>
    </li>
  );
}

/** The browser is asked on a press, never by itself. */
function Ask() {
  const [now, setNow] = useState(noticesNow);
  if (now !== "ask") return null;
  return (
    <div className="alerts-ask">
      <span className="grow small t2">{t("desk.alerts.ask")}</span>
      <Button size="s" onClick={() => void Notification.requestPermission().then(() => setNow(noticesNow()))}>
        {t("desk.alerts.allow")}
      </Button>
    </div>
  );
}
