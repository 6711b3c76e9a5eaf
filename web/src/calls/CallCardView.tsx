import { lazy, Suspense } from "react";
import { serverNow } from "../api/live";
import type { CallCard, Entry, RecordingView } from "../api/model";
import { useGo } from "../inbox/usePlace";
import { useClaim, useClaimReason } from "../inbox/useClaim";
import { t, withTexts } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Lamp } from "../ui/people";
import { clockToSecond, duration } from "../ui/time";
import { Timer } from "../ui/Timer";
import { lampOf, live, timerFrom, toneOf, waitedMs } from "./card";

const Player = lazy(withTexts(() => import("./Player")));
const CallResults = lazy(withTexts(() => import("../notifications/CallResults")));

/** The card of a call: under way, or how it went. */
export function CallCardView({ card, entries }: { card: CallCard; entries: readonly Entry[] }) {
  const state = stateWords(card);
  return (
    <section className={card.stage === "talking" || card.stage === "on_hold" ? "cc is-live" : "cc"} aria-label={t("calls.card.label", { state })}>
      {live(card.stage) ? <LiveHeader card={card} state={state} /> : <EndedHeader card={card} state={state} />}
      {live(card.stage) ? <LiveFacts card={card} /> : <EndedFacts card={card} />}
      {card.recordings.map((recording) => (
        <Recording key={recording.id} card={card} recording={recording} />
      ))}
      <Asked card={card} entries={entries} />
      {!live(card.stage) && (
        <Suspense fallback={null}>
          <CallResults call={card.id} />
        </Suspense>
      )}
    </section>
  );
}

function stateWords(card: CallCard): string {
  switch (card.stage) {
    case "talking":
      return t("calls.card.live");
    case "on_hold":
      return t("calls.card.hold");
    case "queued":
      return t("calls.card.waiting", { team: card.team?.name ?? "" });
    case "ringing":
      return t("calls.card.ringing", { name: card.teammate?.name ?? "" });
    case "menu":
      return t("calls.card.routed");
    case "deflected":
      return t("calls.card.deflected");
    case "ended":
      return card.outcome_words ?? t("calls.card.inbound");
  }
}

function LiveHeader({ card, state }: { card: CallCard; state: string }) {
  const talking = card.stage === "talking" || card.stage === "on_hold";
  return (
    <header>
      <Lamp state={lampOf(card.stage)} />
      <b className="strong">{state}</b>
      {talking && card.teammate && <span className="t2 cut">{t("calls.card.with", { name: card.teammate.name })}</span>}
      <Timer className="strong" from_ms={timerFrom(card)} now={serverNow} />
      {(card.stage === "queued" || card.stage === "ringing") && card.team && <Claim card={card} team={card.team} />}
    </header>
  );
}

function Claim({ card, team }: { card: CallCard; team: NonNullable<CallCard["team"]> }) {
  const claim = useClaim(card.id);
  const reason = useClaimReason({ team, rings: card.stage === "ringing" ? card.teammate : null });
  return (
    <Button size="s" reason={reason} busy={claim.isPending} onClick={() => claim.mutate()}>
      {t("inbox.waiting.claim")}
    </Button>
  );
}

function LiveFacts({ card }: { card: CallCard }) {
  const running = card.recordings.find((one) => one.stage === "running" || one.stage === "paused");
  if (card.answered_ms === null && !running) return null;
  return (
    <div className="row t2 small num facts">
      {running && <Icon name={running.stage === "paused" ? "rec-pause" : "rec"} />}
      <span className="grow">{running && (running.stage === "paused" ? t("calls.card.recording_paused") : t("calls.card.recording_running"))}</span>
      {card.answered_ms !== null && <span>{t("calls.card.waited_before", { time: duration(waitedMs(card)) })}</span>}
    </div>
  );
}

function EndedHeader({ card, state }: { card: CallCard; state: string }) {
  const tone = toneOf(card.outcome);
  return (
    <header>
      <span className={tone === "plain" ? "badge" : `badge ${tone}`}>
        <Icon name={tone === "success" ? "check" : tone === "danger" ? "warn" : "phone"} />
        <span className="outcome">{state}</span>
      </span>
      <b className="med">{card.direction === "inbound" ? t("calls.card.inbound") : t("calls.card.outbound")}</b>
      {card.teammate && <span className="t3 cut">{t("calls.card.with", { name: card.teammate.name })}</span>}
      <span className="timer">{duration(card.durations.total_ms)}</span>
    </header>
  );
}

function EndedFacts({ card }: { card: CallCard }) {
  const { durations } = card;
  return (
    <div className="facts">
      <dl>
        <Fact words={t("calls.card.waited")} value={duration(waitedMs(card))} />
        <Fact words={t("calls.card.talked")} value={card.answered_ms === null ? t("calls.card.never") : duration(durations.talk_ms)} />
        <Fact words={t("calls.card.held")} value={card.answered_ms === null ? t("calls.card.never") : duration(durations.hold_ms)} />
        <Fact words={t("calls.card.ended_by")} value={card.ended_by ?? t("calls.card.never")} />
      </dl>
      <details className="more">
        <summary>{t("calls.card.details")}</summary>
        <dl>
          <Fact words={t("calls.card.caller")} value={card.caller ?? t("calls.card.withheld")} />
          <Fact words={t("calls.card.called")} value={card.called ?? t("calls.card.never")} />
          <Fact words={t("calls.card.channel")} value={card.channel.name} />
          <Fact words={t("calls.card.team")} value={card.team?.name ?? t("calls.card.never")} />
          <Fact words={t("calls.card.placed")} value={clockToSecond(card.placed_ms)} />
          <Fact words={t("calls.card.answered")} value={card.answered_ms === null ? t("calls.card.never") : clockToSecond(card.answered_ms)} />
          <Fact words={t("calls.card.ended")} value={card.ended_ms === null ? t("calls.card.never") : clockToSecond(card.ended_ms)} />
          <Fact words={t("calls.card.total")} value={duration(durations.total_ms)} />
          <Fact words={t("calls.card.routing")} value={duration(durations.routing_ms)} />
          <Fact words={t("calls.card.queue")} value={duration(durations.queue_ms)} />
          <Fact words={t("calls.card.ring")} value={duration(durations.ring_ms)} />
        </dl>
      </details>
    </div>
  );
}

function Fact({ words, value }: { words: string; value: string }) {
  return (
    <div>
      <dt>{words}</dt>
      <dd className="cut" title={value}>
        {value}
      </dd>
    </div>
  );
}

function Recording({ card, recording }: { card: CallCard; recording: RecordingView }) {
  if (recording.stage === "running" || recording.stage === "paused") return null;
  if (!recording.playable) {
    return (
      <div className="row t2 small facts">
        <Icon name={recording.stage === "deleted" ? "trash" : "rec"} />
        {unplayable(recording)}
      </div>
    );
  }
  return (
    <div className="facts">
      <Suspense fallback={<div className="player" aria-busy="true" />}>
        <Player card={card} recording={recording} />
      </Suspense>
      {recording.stage === "failed" && <p className="hint">{t("calls.card.recording_failed")}</p>}
    </div>
  );
}

function unplayable({ stage, length_ms }: RecordingView): string {
  if (stage === "deleted") return length_ms === null ? t("calls.card.recording_deleted") : t("calls.card.recording_deleted_long", { time: duration(length_ms) });
  if (stage === "closing") return t("calls.card.recording_closing");
  return stage === "failed" ? t("calls.card.recording_failed") : t("calls.card.recording_none");
}

/** The way to the reasons: for an unanswered call the question itself. */
function Asked({ card, entries }: { card: CallCard; entries: readonly Entry[] }) {
  const go = useGo();
  const asked = entries.some((entry) => entry.call === card.id && /^Call (declined|missed|answered|deflected|ended by customer before)/.test(entry.text));
  if (live(card.stage) || !asked) return null;
  return (
    <div className="facts asked">
      <button type="button" className="link" onClick={() => go.search((old) => ({ ...old, panel: `why-${card.id}` as const }), false)}>
        {card.answered_ms === null ? t("calls.card.why") : t("calls.card.asked")}
      </button>
    </div>
  );
}
