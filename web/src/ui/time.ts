/** Times in words: 14:02 for the clock, 14:02:33 in the log, 4:12 for durations. Pure. */
import { t } from "../texts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 4:12, 1:02:33. Never negative: clocks of two machines differ by a little. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const seconds = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** 14:02 */
export function clock(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** 14:02:33 */
export function clockToSecond(ms: number): string {
  return `${clock(ms)}:${two(new Date(ms).getSeconds())}`;
}

/** How long ago, for a list: now, 3m, 2h, then the day. */
export function ago(ms: number, now: number): string {
  const past = now - ms;
  if (past < MINUTE) return t("app.time.now");
  if (past < HOUR) return t("app.time.minutes", { n: Math.floor(past / MINUTE) });
  if (past < 12 * HOUR || sameDay(ms, now)) return t("app.time.hours", { n: Math.floor(past / HOUR) });
  if (past < 6 * DAY) return new Intl.DateTimeFormat("en-GB", { weekday: "short" }).format(ms);
  return date(ms, now);
}

/** 17 Nov, or 17 Nov 2024 in another year. */
export function date(ms: number, now: number): string {
  const year = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", ...(year ? {} : { year: "numeric" }) }).format(ms);
}

/** Today, Yesterday, Tuesday 17 November. */
export function day(ms: number, now: number): string {
  if (sameDay(ms, now)) return t("app.time.today");
  if (sameDay(ms, now - DAY)) return t("app.time.yesterday");
  const year = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", ...(year ? {} : { year: "numeric" }) })
    .format(ms)
    .replace(",", "");
}

/** The same in the middle of a sentence, short: today, yesterday, 17 Nov. */
export function onDay(ms: number, now: number): string {
  return sameDay(ms, now) || sameDay(ms, now - DAY) ? day(ms, now).toLocaleLowerCase() : date(ms, now);
}

export function sameDay(a: number, b: number): boolean {
  const [x, y] = [new Date(a), new Date(b)];
  return x.getFullYear() === y.getFullYear() && x.getMonth() === y.getMonth() && x.getDate() === y.getDate();
}

/** 1st, 2nd, 3rd, 11th. */
export function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${tail}`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}
