/** How long a note may be. Pure. */

/** The desk's limit (`NOTE_CHARACTERS_MAX` in `desk`). */
export const NOTE_CHARS_MAX = 20_000;
/** From here on the page says how many are left. */
const NOTE_CHARS_TOLD = 19_000;

export type NoteLength = { is: "empty" } | { is: "fine" } | { is: "near"; left: number } | { is: "too_long"; count: number };

/** Counted in characters as the desk counts them, not in halves of them. */
export function noteLength(words: string): NoteLength {
  if (words.trim() === "") return { is: "empty" };
  if (words.length < NOTE_CHARS_TOLD) return { is: "fine" };
  const count = Array.from(words).length;
  if (count > NOTE_CHARS_MAX) return { is: "too_long", count };
  return count >= NOTE_CHARS_TOLD ? { is: "near", left: NOTE_CHARS_MAX - count } : { is: "fine" };
}
