/** Short notices at the foot of the page. A toast is also said in the polite live region. */
import { useSyncExternalStore } from "react";
import { announce } from "./announce";

export interface Toast {
  id: number;
  words: string;
  tone: "plain" | "good" | "bad";
  /** One way back or on, such as *Undo*. */
  act?: { label: string; press: () => void };
  /** What it is about; a later notice about the same takes its place. */
  about?: string;
}

/** Long enough to read two lines; one with an action stays longer. */
const SHOWN_MS = 6_000;
const SHOWN_WITH_ACT_MS = 12_000;
/** More at once are not read. */
const TOASTS_MAX = 3;

let toasts: Toast[] = [];
let lastId = 0;
const watchers = new Set<() => void>();

export function toast(words: string, more: { tone?: Toast["tone"]; act?: Toast["act"]; about?: string } = {}): number {
  lastId += 1;
  const id = lastId;
  const one: Toast = { id, words, tone: more.tone ?? "plain", ...(more.act ? { act: more.act } : {}), ...(more.about ? { about: more.about } : {}) };
  // The same words twice are one notice.
  toasts = [...toasts.filter((held) => held.words !== words && (held.about === undefined || held.about !== more.about)), one].slice(-TOASTS_MAX);
  changed();
  announce(words);
  window.setTimeout(() => dismiss(id), more.act ? SHOWN_WITH_ACT_MS : SHOWN_MS);
  return id;
}

export function dismiss(id: number): void {
  const rest = toasts.filter((held) => held.id !== id);
  if (rest.length === toasts.length) return;
  toasts = rest;
  changed();
}

function changed(): void {
  for (const watcher of watchers) watcher();
}

export function useToasts(): Toast[] {
  return useSyncExternalStore(
    (then) => {
      watchers.add(then);
      return () => watchers.delete(then);
    },
    () => toasts,
  );
}
