/** Which rows a list shows. Pure. */
import type { ConversationItem, ConversationPage, WaitingCall } from "../api/model";
import { WAITING_SHOWN_MAX } from "./Waiting";

/** The items of all pages in order, each once, without those whose caller stands above the list. */
export function inOrder(pages: readonly ConversationPage[], above: ReadonlySet<number>): ConversationItem[] {
  const seen = new Set<number>(above);
  const rows: ConversationItem[] = [];
  for (const page of pages) {
    for (const item of page.items) {
      if (seen.has(item.id)) continue;
      seen.add(item.id);
      rows.push(item);
    }
  }
  return rows;
}

/** The waiting calls of a team, of the given teams, or all; by team and place. The places are
    counted anew, since those behind a caller who left are not told again. */
export function waitingOf(waiting: readonly WaitingCall[], team: number | null, teams: readonly number[] | null): WaitingCall[] {
  const places = new Map<number, number>();
  return waiting
    .filter((call) => (team === null || call.team.id === team) && (teams === null || teams.includes(call.team.id)))
    .toSorted((a, b) => a.team.id - b.team.id || a.place - b.place || a.call - b.call)
    .map((call) => {
      const place = (places.get(call.team.id) ?? 0) + 1;
      places.set(call.team.id, place);
      return { ...call, place };
    })
    .toSorted((a, b) => a.since_ms - b.since_ms || a.call - b.call);
}

/** The conversations whose callers stand above the list. */
export function shownWaiting(waiting: readonly WaitingCall[]): Set<number> {
  return new Set(waiting.slice(0, WAITING_SHOWN_MAX).map((call) => call.conversation));
}
