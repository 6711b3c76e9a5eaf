/** The timeline: entries grouped into days, events with their details, notes and call cards. Pure. */
import type { CallCard, Entry } from "../api/model";
import { sameDay } from "../ui/time";

export type Block =
  | { kind: "day"; at_ms: number }
  /** `beside` is shown under the line, `details` on demand. */
  | { kind: "event"; entry: Entry; beside: Entry[]; details: Entry[] }
  | { kind: "note"; entry: Entry }
  /** Lines of a long call that are shown on demand. */
  | { kind: "folded"; events: Extract<Block, { kind: "event" }>[] }
  | { kind: "call"; card: CallCard };

/** A call with more lines than this is folded in its middle: its beginning and end tell the story. */
const LINES_MAX = 14;
const LINES_KEPT = 5;

export function timeline(entries: readonly Entry[], calls: readonly CallCard[]): Block[] {
  const lastOf = lastEntries(entries, calls);
  const blocks: Block[] = [];
  let day: number | null = null;
  for (const entry of entries) {
    if (day === null || !sameDay(day, entry.at_ms)) blocks.push({ kind: "day", at_ms: entry.at_ms });
    day = entry.at_ms;
    const before = blocks.at(-1);
    if (entry.under_details && before?.kind === "event") before.details.push(entry);
    else if (composition(entry) && before?.kind === "event") before.beside.push(entry);
    else if (entry.kind === "note") blocks.push({ kind: "note", entry });
    else if (entry.text !== "") blocks.push({ kind: "event", entry, beside: [], details: [] });
    for (const card of lastOf.get(entry) ?? []) blocks.push({ kind: "call", card });
  }
  // A card whose call has no line yet stands at the end.
  const placed = new Set(Array.from(lastOf.values()).flatMap((cards) => cards.map((card) => card.id)));
  for (const card of calls) if (!placed.has(card.id)) blocks.push({ kind: "call", card });
  return folded(blocks);
}

/** The team's composition belongs to the line that it was counted for. */
function composition(entry: Entry): boolean {
  return /^Teammates (away|available|available but with no active phone client): \d+$/.test(entry.text);
}

/** A card stands behind the last line of its call, where the eye is when the call goes on. */
function lastEntries(entries: readonly Entry[], calls: readonly CallCard[]): Map<Entry, CallCard[]> {
  const last = new Map<number, Entry>();
  for (const entry of entries) if (entry.call !== null && entry.kind !== "note") last.set(entry.call, entry);
  const byEntry = new Map<Entry, CallCard[]>();
  for (const card of calls) {
    const entry = last.get(card.id);
    if (entry) byEntry.set(entry, [...(byEntry.get(entry) ?? []), card]);
  }
  return byEntry;
}

/** Folds the middle of long runs of events. */
function folded(blocks: readonly Block[]): Block[] {
  const out: Block[] = [];
  let run: Extract<Block, { kind: "event" }>[] = [];
  const flush = () => {
    if (run.length > LINES_MAX) {
      out.push(...run.slice(0, LINES_KEPT), { kind: "folded", events: run.slice(LINES_KEPT, -LINES_KEPT) }, ...run.slice(-LINES_KEPT));
    } else out.push(...run);
    run = [];
  };
  for (const block of blocks) {
    if (block.kind === "event") run.push(block);
    else {
      flush();
      out.push(block);
    }
  }
  flush();
  return out;
}

export type Jack = "plain" | "live" | "danger";

/** The words of the call log are fixed letter by letter; their beginnings tell good from bad. */
const BAD = ["Call declined by ", "Call missed by ", "Call ended by customer before a teammate answered.", "Call deflected because "];
const GOOD = ["Call answered by "];

export function jackOf(entry: Entry): Jack {
  if (BAD.some((words) => entry.text.startsWith(words))) return "danger";
  return GOOD.some((words) => entry.text.startsWith(words)) ? "live" : "plain";
}
