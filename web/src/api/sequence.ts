/** The sequence of live frames: what we hold, and what a frame makes of it. Pure. */

/** Nothing held yet, or everything up to `seq` of the server's `epoch`. */
export type Held = { epoch: number; seq: number } | null;

/** `apply`: feed it to the caches. `refetch`: something is missing, ask for everything again.
    `drop`: we hold it already. */
export type Verdict = "apply" | "refetch" | "drop";

export interface Judged {
  held: Held;
  verdict: Verdict;
}

/** The server's greeting. Unless it resumes, what was fetched before it may be older than the
    sequence it starts at, so everything is asked for again. */
export function welcomed(held: Held, frame: { epoch: number; seq: number; resumed: boolean }): Judged {
  const same = held !== null && held.epoch === frame.epoch;
  if (frame.resumed && same) {
    // What was missed follows as frames that go on from where the server says.
    return { held: { epoch: frame.epoch, seq: frame.seq }, verdict: frame.seq === held.seq ? "drop" : "refetch" };
  }
  return { held: { epoch: frame.epoch, seq: frame.seq }, verdict: "refetch" };
}

/** A frame of changes. A gap asks for everything, and goes on from the frame: what is fetched
    after it arrived is at least as new as it. */
export function changed(held: Held, frame: { seq: number; previous: number }): Judged {
  if (held === null) return { held, verdict: "refetch" };
  // Presence and figures change without the log growing: a frame may stay at the sequence we hold.
  if (frame.seq < held.seq || (frame.seq === held.seq && frame.previous !== held.seq)) return { held, verdict: "drop" };
  const next = { epoch: held.epoch, seq: frame.seq };
  return { held: next, verdict: frame.previous === held.seq ? "apply" : "refetch" };
}

/** What to send in `hello`. */
export function resumeFrom(held: Held): { after: number | null; epoch: number | null } {
  return held === null ? { after: null, epoch: null } : { after: held.seq, epoch: held.epoch };
}

const FIRST_MS = 250;
/** A desk that is back should be seen at once: nobody waits longer than this for the next try. */
const WAIT_MS_MAX = 5_000;

/** How long to wait before try number `tries` (0 is the first); `chance` in 0..1 spreads a thousand
    pages that lost the same server. */
export function waitBefore(tries: number, chance: number): number {
  const whole = Math.min(WAIT_MS_MAX, FIRST_MS * 2 ** Math.min(tries, 10));
  return Math.round(whole / 2 + (whole / 2) * chance);
}
