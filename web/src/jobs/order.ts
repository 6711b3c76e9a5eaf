/** Which jobs are shown, and what they say. Pure. */
import type { JobState, JobView, Millis } from "../api/model";
import { t } from "../texts";
import { clock, duration, onDay } from "../ui/time";

export const STATES = ["failing", "given_up", "waiting", "done"] as const satisfies readonly JobState[];
export const DELIVERY_STATES: readonly JobState[] = STATES;

/** More of one webhook's deliveries than these are looked up on the page of all jobs. */
const DELIVERIES_MAX = 10;

/** The state that an address names; where none is named, what needs a look first. */
export function stateOf(rest: string | null): JobState {
  return STATES.find((state) => state === rest) ?? "failing";
}

/** One webhook's jobs of all states, the last made first. */
export function deliveries(pages: readonly (readonly JobView[])[], webhook: number): JobView[] {
  return pages
    .flat()
    .filter((job) => job.webhook === webhook)
    .toSorted((a, b) => b.created_ms - a.created_ms || b.key.localeCompare(a.key))
    .slice(0, DELIVERIES_MAX);
}

const HOUR = 3_600_000;

/** When a job is tried next; null where it is not. */
export function nextTry(job: JobView, now: Millis): string | null {
  if (job.due_ms === null || job.state === "done" || job.state === "given_up") return null;
  const left = job.due_ms - now;
  if (left <= 0) return t("settings.jobs.next.now");
  if (left < HOUR) return t("settings.jobs.next.soon", { time: duration(left) });
  return t("settings.jobs.next.at", { day: onDay(job.due_ms, now), time: clock(job.due_ms) });
}
