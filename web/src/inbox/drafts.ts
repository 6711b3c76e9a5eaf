/** Drafts of notes, kept in this browser until they are sent. */

const KEY = "cordboard.drafts";
/** Older ones give way: nobody finishes the fifty-first. */
const DRAFTS_MAX = 50;

type Drafts = Record<string, string>;

function held(): Drafts {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Drafts;
  } catch {
    return {};
  }
}

export function draftOf(teammate: number, conversation: number): string {
  return held()[`${teammate}/${conversation}`] ?? "";
}

/** Keeps a draft; an empty one is forgotten. */
export function keepDraft(teammate: number, conversation: number, words: string): void {
  const key = `${teammate}/${conversation}`;
  const { [key]: _, ...rest } = held();
  const kept = Object.entries(words.trim() === "" ? rest : { ...rest, [key]: words }).slice(-DRAFTS_MAX);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // Storage may be full or forbidden; then the draft lives as long as the field.
  }
}
