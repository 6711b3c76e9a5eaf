/** Office hours as they are edited: per weekday, in clock times. Pure. */

/** One open span of a weekday, as the desk keeps it: 1 is Monday, minutes after midnight. */
export interface OpenSpan {
  weekday: number;
  from: number;
  to: number;
}
/** A span as it is typed. */
export interface TypedSpan {
  from: string;
  to: string;
}
/** The spans of Monday to Sunday. */
export type Week = TypedSpan[][];

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const DAY_MINUTES = 1_440;
/** More than this on one day is a mistake, not office hours. */
export const SPANS_A_DAY_MAX = 8;

/** 09:00, 24:00 */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Reads `9`, `9:30`, `0930`, `17.00`, `24:00`; null when it is no time of day. */
export function minutesOf(text: string): number | null {
  const found = /^\s*(\d{1,2})\s*(?:[:.h]?\s*(\d{2})?)\s*$/.exec(text);
  if (!found) return null;
  const minutes = Number(found[1]) * 60 + Number(found[2] ?? 0);
  return Number(found[2] ?? 0) < 60 && minutes <= DAY_MINUTES ? minutes : null;
}

export function weekOf(open: readonly OpenSpan[]): Week {
  return DAYS.map((day) =>
    open
      .filter((span) => span.weekday === day)
      .toSorted((a, b) => a.from - b.from)
      .map((span) => ({ from: clockOf(span.from), to: clockOf(span.to) })),
  );
}

/** What is wrong with a span: a code for which the form has words. */
export type SpanMistake = "no_time" | "over_midnight" | "overlaps";

export function mistakeOf(day: readonly TypedSpan[], at: number): SpanMistake | null {
  const span = minutes(day[at]);
  if (span === null) return "no_time";
  if (span.from >= span.to) return "over_midnight";
  const others = day.filter((_, other) => other !== at).map(minutes);
  return others.some((other) => other !== null && other.from < span.to && span.from < other.to) ? "overlaps" : null;
}

export function mistakes(week: Week): number {
  return week.reduce((sum, day) => sum + day.filter((_, at) => mistakeOf(day, at) !== null).length, 0);
}

/** The week as the desk keeps it; null while something in it is wrong. */
export function spansOf(week: Week): OpenSpan[] | null {
  if (mistakes(week) > 0) return null;
  return week.flatMap((day, at) =>
    day
      .map(minutes)
      .filter((span) => span !== null)
      .toSorted((a, b) => a.from - b.from)
      .map((span) => ({ weekday: at + 1, ...span })),
  );
}

function minutes(span: TypedSpan | undefined): { from: number; to: number } | null {
  const from = minutesOf(span?.from ?? "");
  const to = minutesOf(span?.to ?? "");
  return from === null || to === null ? null : { from, to };
}

/** A span to begin with: after the last one of the day, else nine to five. */
export function nextSpan(day: readonly TypedSpan[]): TypedSpan {
  const last = Math.max(-1, ...day.map((span) => minutes(span)?.to ?? -1));
  if (last < 0) return { from: "09:00", to: "17:00" };
  const from = Math.min(last + 60, DAY_MINUTES - 60);
  return { from: clockOf(from), to: clockOf(Math.min(from + 240, DAY_MINUTES)) };
}

/** The weekday and minute of a moment in a zone; null when the browser does not know the zone. */
export function localTime(zone: string, at: Date): { weekday: number; minute: number } | null {
  try {
    const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(at);
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
    const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday")) + 1;
    return { weekday, minute: Number(part("hour")) * 60 + Number(part("minute")) };
  } catch {
    return null;
  }
}

export function openAt(spans: readonly OpenSpan[], zone: string, at: Date): boolean | null {
  const local = localTime(zone, at);
  if (local === null) return null;
  return spans.some((span) => span.weekday === local.weekday && span.from <= local.minute && local.minute < span.to);
}

/** The zones that this browser knows; the server has its own list and says when one is not in it. */
export function zones(): string[] {
  const all = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return all.includes("UTC") ? all : ["UTC", ...all];
}

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
