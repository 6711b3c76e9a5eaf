import { t } from "../texts";
import type { ResultState } from "./api";

/** What became of it, beside the badge that says the state already: `Skipped: the condition…` does not say it twice. */
export function besideBadge(state: ResultState, words: string): string {
  const label = `${t(`notifications.results.state.${state}`)}: `;
  if (!words.startsWith(label)) return words;
  const rest = words.slice(label.length);
  return rest.charAt(0).toLocaleUpperCase() + rest.slice(1);
}
