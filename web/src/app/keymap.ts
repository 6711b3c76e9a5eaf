/** The keys that a person chose instead of the usual ones. Kept in this browser: hands and keyboards
    belong to a desk. A shortcut is known by its usual keys. */
import { useSyncExternalStore } from "react";
import { type Chord, chordOf, type Pressed } from "./chord";

/** Usual keys → other keys, or null for none. */
export type Keymap = Readonly<Record<string, string | null>>;

const KEY = "cordboard.keys";
const watchers = new Set<() => void>();
let keymap: Keymap = read(stored());

/** Reads what was kept; what does not fit is left out. */
export function read(text: string | null): Keymap {
  try {
    const found: unknown = JSON.parse(text ?? "{}");
    if (typeof found !== "object" || found === null) return {};
    return Object.fromEntries(Object.entries(found).filter(([, keys]) => keys === null || typeof keys === "string"));
  } catch {
    return {};
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The keys of a shortcut now; null when it was switched off. */
export function keysOf(usual: string, map: Keymap = keymap): string | null {
  const chosen = map[usual];
  return chosen === undefined ? usual : chosen;
}

/** The chord of a shortcut now. */
export function chordNow(usual: string): Chord | null {
  const keys = keysOf(usual);
  return keys === null ? null : chordOf(keys);
}

/** Gives a shortcut other keys, none, or its usual ones. */
export function chooseKeys(usual: string, keys: string | null): void {
  const rest = Object.fromEntries(Object.entries(keymap).filter(([held]) => held !== usual));
  keep(keys === usual ? rest : { ...rest, [usual]: keys });
}

export function resetKeys(): void {
  keep({});
}

function keep(next: Keymap): void {
  keymap = next;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Then it lasts as long as the page.
  }
  for (const watcher of watchers) watcher();
}

export function useKeymap(): Keymap {
  return useSyncExternalStore(
    (then) => {
      watchers.add(then);
      return () => watchers.delete(then);
    },
    () => keymap,
  );
}

const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** How keys are printed: `Ctrl K`, `⌘ K`. */
export function printed(keys: string, onMac: boolean = mac): string {
  return keys
    .split("+")
    .map((part) => {
      if (part === "Mod") return onMac ? "⌘" : "Ctrl";
      if (part === "Alt") return onMac ? "⌥" : "Alt";
      return part.length === 1 ? part.toUpperCase() : part;
    })
    .join(" ");
}

/** The keys of a shortcut as they are printed now; empty when it was switched off. */
export function keysShown(usual: string): string {
  const keys = keysOf(usual);
  return keys === null ? "" : printed(keys);
}

/** Modifiers alone, keys that the page itself needs to be moved about in, and the one that joins the others in writing. */
const NOT_TAKEN = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Unidentified", "Tab", "Escape", " ", "+"]);

/** The keys that were pressed, written as a shortcut; null when they cannot be one. */
export function keysPressed(event: Pressed): string | null {
  if (NOT_TAKEN.has(event.key)) return null;
  const mod = event.ctrlKey || event.metaKey;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (!mod && !event.altKey) return event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const key = letter ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return [mod && "Mod", event.altKey && "Alt", event.shiftKey && "Shift", key].filter(Boolean).join("+");
}
