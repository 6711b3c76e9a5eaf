import { Link } from "@tanstack/react-router";
import { serverNow, useMe } from "../api/live";
import type { WaitingCall } from "../api/model";
import type { ViewName } from "../api/queries";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Lamp } from "../ui/people";
import { ordinal } from "../ui/time";
import { Timer } from "../ui/Timer";
import { useClaim, useClaimReason } from "./useClaim";
import { carried } from "./usePlace";

/** More than this push the conversations out of sight; the rest stands in its own view. */
export const WAITING_SHOWN_MAX = 4;

/** Callers that wait, above the list. */
export function Waiting({ calls, view }: { calls: WaitingCall[]; view: ViewName }) {
  if (calls.length === 0) return null;
  return (
    <section className="wait" aria-label={t("inbox.waiting.label")}>
      <header>
        <Lamp state="waiting" />
        <h2>{t("inbox.waiting.title")}</h2>
        <span className="count">{calls.length}</span>
        {calls.length > WAITING_SHOWN_MAX && (
          <Link to="/inbox/$view" params={{ view: "waiting" }} search={{}}>
            {t("inbox.waiting.all", { count: calls.length })}
          </Link>
        )}
      </header>
      <ul>
        {calls.slice(0, WAITING_SHOWN_MAX).map((call) => (
          <li key={call.call}>
            <WaitingRow call={call} view={view} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function WaitingRow({ call, view }: { call: WaitingCall; view: ViewName }) {
  const claim = useClaim(call.call);
  const reason = useClaimReason(call);
  const me = useMe();
  const name = call.contact.name || t("inbox.list.unknown");
  const { rings } = call;
  const standing = rings === null ? call.team.name : rings.id === me?.teammate ? t("inbox.list.rings_you") : t("inbox.list.rings", { name: rings.name });
  return (
    <div className="waitrow">
      <Link className="grow" to="/inbox/$view/$conversation" params={{ view, conversation: String(call.conversation) }} search={carried}>
        <span className="med cut waitname" title={name}>
          {name}
        </span>
        <span className="small t3 cut waitname">
          {ordinal(call.place)} · {standing}
        </span>
      </Link>
      <Timer from_ms={call.since_ms} now={serverNow} />
      <Button
        size="s"
        className="claim"
        reason={reason}
        busy={claim.isPending}
        aria-label={t("inbox.waiting.claim_whom", { name })}
        onClick={() => claim.mutate()}
      >
        {t("inbox.waiting.claim")}
      </Button>
    </div>
  );
}
