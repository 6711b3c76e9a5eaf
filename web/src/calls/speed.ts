/** How fast recordings play, and how fine their waveform is drawn. */

const SPEEDS = [1, 1.25, 1.5, 2] as const;
export type Speed = (typeof SPEEDS)[number];
const KEY = "cordboard.speed";

export function nextSpeed(now: Speed): Speed {
  return SPEEDS[(SPEEDS.indexOf(now) + 1) % SPEEDS.length] ?? 1;
}

/** The speed chosen last in this browser. */
export function speedKept(): Speed {
  try {
    const held = Number(localStorage.getItem(KEY));
    return SPEEDS.find((speed) => speed === held) ?? 1;
  } catch {
    return 1;
  }
}

export function keepSpeed(speed: Speed): void {
  try {
    localStorage.setItem(KEY, String(speed));
  } catch {
    // Then it lasts as long as the page.
  }
}

/** Bars that fit into the widest player; a short recording has no more parts than tenths of a second. */
const BARS_MAX = 160;
export function peaksFor(length_ms: number | null): number {
  if (length_ms === null) return BARS_MAX;
  return Math.max(1, Math.min(BARS_MAX, Math.ceil(length_ms / 100)));
}
