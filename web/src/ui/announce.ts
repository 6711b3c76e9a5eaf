/** The two live regions: what is said aloud to people who do not see the screen. */
import { useSyncExternalStore } from "react";

type Region = "polite" | "assertive";
interface Said {
  words: string;
  /** Says the same words anew. */
  nth: number;
}

let said: Record<Region, Said> = { polite: { words: "", nth: 0 }, assertive: { words: "", nth: 0 } };
const watchers = new Set<() => void>();

/** Says something once. Assertive is for an incoming call and for nothing else. */
export function announce(words: string, region: Region = "polite"): void {
  said = { ...said, [region]: { words, nth: said[region].nth + 1 } };
  for (const watcher of watchers) watcher();
}

function watch(then: () => void): () => void {
  watchers.add(then);
  return () => watchers.delete(then);
}

export function useSaid(): Record<Region, Said> {
  return useSyncExternalStore(watch, () => said);
}
