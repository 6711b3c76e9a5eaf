import { t } from "../../texts";
import type { Known } from "./catalogue";

/** The catalogue names its texts by their keys; a test checks that each exists. */
export function wordsOf(known: Known): string {
  return t(known.words as "settings.save.key");
}
