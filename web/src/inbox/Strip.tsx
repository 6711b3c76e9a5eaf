import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { serverNow } from "../api/live";
import { figuresQuery, waitingQuery } from "../api/queries";
import { t } from "../texts";
import { Lamp } from "../ui/people";
import { Timer } from "../ui/Timer";
import { Mates } from "./Mates";

/** Four figures of now; each opens the list that it counts. */
export function Strip() {
  const { data } = useQuery(figuresQuery);
  const waiting = useQuery(waitingQuery);
  const [mates, setMates] = useState(false);
  const since = data?.longest_wait_since_ms ?? null;
  const longest = waiting.data?.toSorted((a, b) => a.since_ms - b.since_ms)[0];
  const queued = data?.in_queue ?? 0;
  return (
    <div className="strip" role="group" aria-label={t("inbox.strip.label")}>
      <Link to="/inbox/$view" params={{ view: "waiting" }} search={{}} activeProps={{}}>
        <span className="what">
          <Lamp state="waiting" />
          {t("inbox.strip.in_queue")}
        </span>
        <span className={queued > 0 ? "figure waits" : "figure"}>{data ? queued : t("inbox.strip.nobody")}</span>
        <span className="sr">{t("inbox.strip.open_in_queue")}</span>
      </Link>
      <Link to="/inbox/$view" params={{ view: "active" }} search={{}} activeProps={{}}>
        <span className="what">
          <Lamp state="live" />
          {t("inbox.strip.active")}
        </span>
        <span className="figure">{data?.active ?? t("inbox.strip.nobody")}</span>
        <span className="sr">{t("inbox.strip.open_active")}</span>
      </Link>
      <button type="button" aria-haspopup="dialog" onClick={() => setMates(true)}>
        <span className="what">{t("inbox.strip.available")}</span>
        <span className="figure">{data?.available ?? t("inbox.strip.nobody")}</span>
        <span className="sr">{t("inbox.strip.open_available")}</span>
      </button>
      <Link
        to={longest ? "/inbox/$view/$conversation" : "/inbox/$view"}
        params={{ view: "waiting", conversation: String(longest?.conversation ?? "") }}
        search={{}}
        activeProps={{}}
      >
        <span className="what">{t("inbox.strip.longest")}</span>
        {since === null ? <span className="figure">{t("inbox.strip.nobody")}</span> : <Timer className="figure waits" from_ms={since} now={serverNow} />}
        <span className="sr">{t("inbox.strip.open_longest")}</span>
      </Link>
      <Mates open={mates} onOpenChange={setMates} />
    </div>
  );
}
