import { useQuery } from "@tanstack/react-query";
import { sentenceOf } from "../api/client";
import type { Why, WhyOffer } from "../api/model";
import { whyQuery } from "../api/queries";
import { t } from "../texts";
import { Drawer } from "../ui/Dialog";
import { Avatar } from "../ui/people";
import { Failed, Loading } from "../ui/states";
import { clockToSecond, duration } from "../ui/time";
import { useGo } from "./usePlace";
import { answeredBy, passedBy, type WhyLine, whyLines } from "./why";

/** Why was this call not answered: where it waited, who was asked, who was passed by and why. */
export function WhyPanel({ call }: { call: number }) {
  const go = useGo();
  const query = useQuery(whyQuery(call));
  const answered = query.data?.offers.some((offer) => answeredBy(offer)) ?? false;
  return (
    <Drawer
      open
      onOpenChange={() => go.search(({ panel: _, ...old }) => old)}
      title={answered ? t("inbox.why.title_answered") : t("inbox.why.title")}
      closeLabel={t("inbox.why.close")}
    >
      {query.isPending ? (
        <Loading label={t("inbox.why.loading")} rows={4} />
      ) : query.isError ? (
        <Failed title={t("inbox.why.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
      ) : (
        <Reasons why={query.data} />
      )}
    </Drawer>
  );
}

function Reasons({ why }: { why: Why }) {
  const lines = whyLines(why);
  return (
    <div className="why">
      <p className="t2">{why.summary}</p>
      <ol>
        {lines.map((line, at) => (
          <Line key={at} line={line} />
        ))}
      </ol>
      {why.offers.length === 0 && <p className="t3">{t("inbox.why.nobody")}</p>}
    </div>
  );
}

function Line({ line }: { line: WhyLine }) {
  switch (line.kind) {
    case "queued":
      return (
        <li className="off">
          <span className="jack" />
          <h3>
            {t("inbox.why.queued", { team: line.stay.team.name })}
            <time>{clockToSecond(line.at_ms)}</time>
          </h3>
        </li>
      );
    case "left":
      return (
        <li className="off">
          <span className="jack" />
          <h3>
            {line.stay.words}
            <time>{clockToSecond(line.at_ms)}</time>
          </h3>
        </li>
      );
    case "offer":
      return <Offer offer={line.offer} />;
  }
}

function Offer({ offer }: { offer: WhyOffer }) {
  const to = offer.end_words === null ? t("inbox.why.since", { from: clockToSecond(offer.at_ms) }) : t("inbox.why.span", { from: clockToSecond(offer.at_ms), to: clockToSecond(offer.at_ms + offer.ring_ms) });
  const bad = offer.end_words !== null && !answeredBy(offer);
  const counts = offer.counts.filter((one) => one.count > 0);
  return (
    <li className="off">
      <span className={offer.end_words === null ? "jack" : bad ? "jack miss" : "jack live"} />
      <h3>
        <span className="grow">{offer.end_words ?? t("inbox.list.rings", { name: offer.teammate.name })}</span>
        <time>{to}</time>
      </h3>
      {offer.how === "claimed" && <p className="small t2">{t("inbox.why.claimed")}</p>}
      {offer.how === "auto_answered" && <p className="small t2">{t("inbox.why.auto")}</p>}
      {offer.ring_ms > 0 && <p className="small t2 num">{t("inbox.why.rings", { name: offer.teammate.name, time: duration(offer.ring_ms) })}</p>}
      {counts.length > 0 && (
        <ul className="counts" aria-label={t("inbox.why.considered")}>
          {counts.map((one) => (
            <li key={one.standing} className="badge">
              {one.words}
            </li>
          ))}
        </ul>
      )}
      {offer.nearest.length > 0 && (
        <ul className="cand">
          {offer.nearest.map((one) => {
            const chosen = one.teammate.id === offer.teammate.id;
            return (
              <li key={one.teammate.id} className={passedBy(one.standing) && !chosen ? "out" : ""}>
                <Avatar size="s" id={one.teammate.id} name={one.teammate.name} />
                <span>
                  {chosen && <span className="pk">{t("inbox.why.chosen")}</span>}
                  <b className="med">{one.teammate.name}</b>
                  <span className="t2 num">{one.words}</span>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </li>
  );
}
