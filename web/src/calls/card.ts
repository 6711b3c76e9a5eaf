/** What a call card shows. Pure. */
import type { CallCard, CallStage } from "../api/model";
import type { LampState } from "../ui/people";

export function live(stage: CallStage): boolean {
  return stage !== "ended";
}

export function lampOf(stage: CallStage): LampState {
  switch (stage) {
    case "talking":
      return "live";
    case "on_hold":
      return "hold";
    case "ringing":
      return "ringing";
    case "menu":
    case "queued":
    case "deflected":
      return "waiting";
    case "ended":
      return "ended";
  }
}

export type Tone = "success" | "danger" | "plain";

/** Good, bad or neither, by the outcome's stable name. */
export function toneOf(outcome: string | null): Tone {
  if (outcome === null) return "plain";
  if (outcome.startsWith("completed") || outcome === "answered" || outcome.startsWith("forwarded")) return "success";
  if (/^(abandoned|no_answer|no answer|failed|deflected)/.test(outcome)) return "danger";
  return "plain";
}

/** How long the caller waited: queue and ringing together. */
export function waitedMs(card: CallCard): number {
  return card.durations.queue_ms + card.durations.ring_ms;
}

/** From when a live card's timer counts. */
export function timerFrom(card: CallCard): number {
  return card.answered_ms ?? card.placed_ms;
}
