/** When a task is due: in words, and as a field holds it. Pure. */
import type { Millis } from "../api/model";
import { t } from "../texts";
import { clock, date, onDay, sameDay } from "../ui/time";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type DueTone = "overdue" | "soon" | "plain";
export interface Due {
  words: string;
  tone: DueTone;
}

/** What a task's line says of its time; null where nothing is due. */
export function dueOf(task: { due_ms: Millis | null; done_ms: Millis | null }, now: Millis): Due | null {
  if (task.done_ms !== null) return { words: t("tasks.due.done", { day: onDay(task.done_ms, now), time: clock(task.done_ms) }), tone: "plain" };
  return task.due_ms === null ? null : dueWords(task.due_ms, now);
}

export function dueWords(due: Millis, now: Millis): Due {
  const left = due - now;
  if (left <= 0) return { words: overdue(-left), tone: "overdue" };
  const time = clock(due);
  if (left < HOUR) return { words: t("tasks.due.minutes", { count: Math.ceil(left / MINUTE) }), tone: "soon" };
  if (sameDay(due, now)) return { words: t("tasks.due.today", { time }), tone: "soon" };
  if (sameDay(due, now + DAY)) return { words: t("tasks.due.tomorrow", { time }), tone: "plain" };
  return { words: t("tasks.due.on", { date: date(due, now), time }), tone: "plain" };
}

function overdue(by: number): string {
  if (by < HOUR) return t("tasks.due.overdue.minutes", { count: Math.max(1, Math.floor(by / MINUTE)) });
  if (by < DAY) return t("tasks.due.overdue.hours", { count: Math.floor(by / HOUR) });
  return t("tasks.due.overdue.days", { count: Math.floor(by / DAY) });
}

/** A moment as a field for date and time holds it, in the time of this browser. */
export function fieldOf(ms: Millis | null): string {
  if (ms === null) return "";
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment that a field holds; null for an empty one, NaN for what is no moment. */
export function momentOf(field: string): Millis | null {
  return field === "" ? null : new Date(field).getTime();
}

/** Moments that are often meant: the end of today, tomorrow morning, in a week. */
export function usualDues(now: Millis): { today: Millis; tomorrow: Millis; week: Millis } {
  const at = (days: number, hour: number) => {
    const moment = new Date(now);
    moment.setDate(moment.getDate() + days);
    return moment.setHours(hour, 0, 0, 0);
  };
  return { today: at(0, 17), tomorrow: at(1, 9), week: at(7, 9) };
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
