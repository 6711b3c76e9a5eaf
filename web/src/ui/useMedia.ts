import { useSyncExternalStore } from "react";

/** Whether a media query matches, renewed as it changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (then) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", then);
      return () => media.removeEventListener("change", then);
    },
    () => window.matchMedia(query).matches,
  );
}
