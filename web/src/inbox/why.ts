/** Stays in queues and offers as one list in the order of time. Pure. */
import type { Why, WhyOffer, WhyStay } from "../api/model";

export type WhyLine =
  | { kind: "queued"; at_ms: number; stay: WhyStay }
  | { kind: "offer"; at_ms: number; offer: WhyOffer }
  | { kind: "left"; at_ms: number; stay: WhyStay };

export function whyLines(why: Why): WhyLine[] {
  const lines: WhyLine[] = [
    ...why.stays.map((stay): WhyLine => ({ kind: "queued", at_ms: stay.from_ms, stay })),
    ...why.offers.map((offer): WhyLine => ({ kind: "offer", at_ms: offer.at_ms, offer })),
    ...why.stays.flatMap((stay): WhyLine[] => (stay.to_ms === null ? [] : [{ kind: "left", at_ms: stay.to_ms, stay }])),
  ];
  // Sorting keeps the order above for what happened in the same millisecond.
  return lines.toSorted((a, b) => a.at_ms - b.at_ms);
}

/** Whether an offer was answered; the server's sentence for it names nothing but the teammate. */
export function answeredBy(offer: WhyOffer): boolean {
  return offer.cause === null && offer.end_words === `${offer.teammate.name} answered.`;
}

/** Whether a candidate was out of the question, and is drawn grey. */
export function passedBy(standing: string): boolean {
  return standing !== "eligible";
}
