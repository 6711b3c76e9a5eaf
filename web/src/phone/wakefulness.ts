// Whether the page is seen, asleep, awake again, and whether it may make sounds.

import type { Input } from "./machine";

/** A clock that stood still this long was asleep: browsers slow timers of hidden pages to one a minute. */
const ASLEEP_MS_MIN = 90_000;
const LOOK_MS = 5_000;

/** Tells what happens to the page; `gesture` hears the clicks and keys after which sounds are allowed. */
export function watchPage(tell: (input: Input) => void, gesture: () => void): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const seen = () => tell({ is: document.visibilityState === "visible" ? "page_shown" : "page_hidden" });
  const resumed = () => tell({ is: "page_resumed" });

  document.addEventListener("visibilitychange", seen, { signal });
  document.addEventListener("resume", resumed, { signal });
  window.addEventListener("pageshow", (event) => event.persisted && resumed(), { signal });
  window.addEventListener("online", () => tell({ is: "network_changed" }), { signal });
  for (const act of ["pointerdown", "keydown"]) window.addEventListener(act, gesture, { signal, capture: true, passive: true });

  let last = Date.now();
  const timer = setInterval(() => {
    const slept = Date.now() - last > ASLEEP_MS_MIN;
    last = Date.now();
    if (slept) resumed();
  }, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  return () => ends.abort();
}
