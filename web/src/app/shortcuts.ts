/** The keys of the page. A component says what its key does while it is shown; the palette lists them. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import { matches } from "./chord";
import { chordNow } from "./keymap";
import { paletteIsOpen } from "./palette";

export interface Shortcut {
  /** The usual keys: `j`, `Enter`, `?`, `Alt+Shift+A`, `Mod+K` (Ctrl, or Cmd on a Mac). */
  keys: string;
  /** What it does, for the list of keys. */
  words: string;
  group: string;
  run: (event: KeyboardEvent) => void;
}

/** A page's key wins over the frame's. */
export type Rank = "page" | "frame";
interface Registered extends Shortcut {
  rank: Rank;
}

let registered: readonly Registered[] = [];
const watchers = new Set<() => void>();

/** The key works while the calling component is shown and `when` is true. Of the pages' the one
    shown last wins. */
export function useShortcut(
  keys: string,
  words: string,
  group: string,
  run: (event: KeyboardEvent) => void,
  when = true,
  rank: Rank = "page",
): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!when) return undefined;
    const mine: Registered = { keys, words, group, rank, run: (event) => latest.current(event) };
    change([...registered, mine]);
    return () => change(registered.filter((held) => held !== mine));
  }, [keys, words, group, when, rank]);
}

/** All keys that work now. */
export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (then) => {
      watchers.add(then);
      return () => watchers.delete(then);
    },
    () => registered,
  );
}

function change(next: readonly Registered[]): void {
  registered = next;
  for (const watcher of watchers) watcher();
}

const SINGLE_KEY = "cordboard.single_keys";

/** Single letters can be switched off: speech input and shaky hands press them unasked. */
export function singleKeys(): "on" | "off" {
  try {
    return localStorage.getItem(SINGLE_KEY) === "off" ? "off" : "on";
  } catch {
    return "on";
  }
}
export function setSingleKeys(next: "on" | "off"): void {
  try {
    localStorage.setItem(SINGLE_KEY, next);
  } catch {
    // Then it cannot be kept.
  }
}

export function startShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const asked = registered
      .map((held) => ({ held, chord: chordNow(held.keys) }))
      .filter(({ chord }) => chord !== null && matches(chord, event));
    const found = asked.findLast(({ held }) => held.rank === "page") ?? asked.at(-1);
    if (!found?.chord) return;
    if (!found.chord.combined && (typing(event.target) || paletteIsOpen() || singleKeys() === "off")) return;
    event.preventDefault();
    found.held.run(event);
  });
}

/** Single letters do nothing while a field has focus, nor inside a menu, which has its own keys. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable=true], [role=menu], [role=listbox], [role=dialog][data-modal]") !== null;
}
