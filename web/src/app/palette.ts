/** Whether the palette is open, and with what. */
import { useSyncExternalStore } from "react";

export type PaletteMode = "closed" | "commands" | "keys";
let mode: PaletteMode = "closed";
const watchers = new Set<() => void>();

export function openPalette(next: PaletteMode = "commands"): void {
  mode = next;
  for (const watcher of watchers) watcher();
}

/** Whether it takes what is typed, also in the moment before it is drawn. */
export function paletteIsOpen(): boolean {
  return mode !== "closed";
}

export function usePaletteMode(): PaletteMode {
  return useSyncExternalStore(
    (then) => {
      watchers.add(then);
      return () => watchers.delete(then);
    },
    () => mode,
  );
}
