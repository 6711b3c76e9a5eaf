import { useEffect, useState } from "react";
import { ago, duration } from "./time";

/** Counts up from a moment. `now` is the server's clock. Timers are silent to screen readers. */
export function Timer({ from_ms, now, className }: { from_ms: number; now: () => number; className?: string }) {
  useEverySecond();
  return (
    <span className={className ? `timer ${className}` : "timer"} role="timer" aria-live="off">
      {duration(now() - from_ms)}
    </span>
  );
}

/** Counts down to a moment and stays at 0:00. */
export function Countdown({ to_ms, now, className }: { to_ms: number; now: () => number; className?: string }) {
  useEverySecond();
  return (
    <span className={className ? `timer ${className}` : "timer"} role="timer" aria-live="off">
      {duration(Math.ceil((to_ms - now()) / 1_000) * 1_000)}
    </span>
  );
}

/** How long ago, renewed as time goes. */
export function Ago({ at_ms, now }: { at_ms: number; now: () => number }) {
  useEvery(20_000);
  return <time dateTime={new Date(at_ms).toISOString()}>{ago(at_ms, now())}</time>;
}

export function useEverySecond(): void {
  useEvery(1_000);
}

export function useEveryMinute(): void {
  useEvery(60_000);
}

function useEvery(ms: number): void {
  const [, again] = useState(0);
  useEffect(() => {
    const beat = window.setInterval(() => again((n) => n + 1), ms);
    return () => window.clearInterval(beat);
  }, [ms]);
}
