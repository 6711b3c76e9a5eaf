/** Lists that live changes are merged into. Pure. */
import type { InfiniteData } from "@tanstack/react-query";
import type { CallView, ConversationItem, ConversationPage, TeammateView, WaitingCall } from "./model";
import type { ListFilter } from "./queries";

/** Whose inbox it is; null while unknown. */
export interface Viewer {
  teammate: number | null;
}
type Pages = InfiniteData<ConversationPage, string | null>;

/** Whether an item belongs into a list. */
export function belongs(item: ConversationItem, filter: ListFilter, viewer: Viewer): boolean {
  if (filter.state !== "any" && item.state !== filter.state) return false;
  if (filter.view.startsWith("team-")) return item.team?.id === Number(filter.view.slice("team-".length));
  switch (filter.view as Exclude<ListFilter["view"], `team-${number}`>) {
    case "yours":
      return item.teammate !== null && item.teammate.id === viewer.teammate;
    case "unassigned":
      return item.teammate === null;
    case "waiting":
      return item.call !== null && (item.call.stage === "queued" || item.call.stage === "ringing");
    case "active":
      return item.call !== null && (item.call.stage === "talking" || item.call.stage === "on_hold");
    case "all":
      return true;
  }
}

/** The order of a list: by last activity, then by id, as the server's pages are cut. */
export function before(a: ConversationItem, b: ConversationItem, sort: ListFilter["sort"]): boolean {
  const newer = a.active_ms !== b.active_ms ? a.active_ms > b.active_ms : a.id > b.id;
  return sort === "newest" ? newer : !newer;
}

/** The pages with an item put where it belongs now: moved, replaced, added or taken out.
    An item that belongs behind the last loaded page comes with that page. */
export function placed(data: Pages, item: ConversationItem, filter: ListFilter, viewer: Viewer): Pages {
  const pages = data.pages.map((page) =>
    page.items.some((held) => held.id === item.id)
      ? { ...page, items: page.items.filter((held) => held.id !== item.id) }
      : page,
  );
  if (!belongs(item, filter, viewer)) return { ...data, pages };
  for (const [at, page] of pages.entries()) {
    const index = page.items.findIndex((held) => before(item, held, filter.sort));
    if (index >= 0) {
      pages[at] = { ...page, items: page.items.toSpliced(index, 0, item) };
      return { ...data, pages };
    }
    if (at === pages.length - 1 && page.next === null) {
      pages[at] = { ...page, items: [...page.items, item] };
    }
  }
  return { ...data, pages };
}

/** The waiting calls after a change of one: in it, changed in it, or gone from it. */
export function withCall(waiting: WaitingCall[], call: CallView): WaitingCall[] {
  const rest = waiting.filter((held) => held.call !== call.id);
  if ((call.stage !== "queued" && call.stage !== "ringing") || call.team === null) return rest;
  const held = waiting.find((w) => w.call === call.id);
  const now: WaitingCall = {
    call: call.id,
    conversation: call.conversation,
    contact: call.contact,
    team: call.team,
    since_ms: held?.since_ms ?? call.since_ms,
    place: call.place ?? held?.place ?? Number.MAX_SAFE_INTEGER,
    stage: call.stage,
    rings: call.stage === "ringing" ? call.teammate : null,
  };
  return [...rest, now].toSorted((a, b) => a.team.id - b.team.id || a.place - b.place || a.call - b.call);
}

/** The teammates with those that changed replaced; new ones at their place by name. */
export function withTeammates(old: TeammateView[], changed: TeammateView[]): TeammateView[] {
  const by = new Map(changed.map((teammate) => [teammate.id, teammate]));
  const kept = old.map((teammate) => by.get(teammate.id) ?? teammate);
  const fresh = changed.filter((teammate) => !old.some((held) => held.id === teammate.id));
  return fresh.length === 0 ? kept : [...kept, ...fresh].toSorted((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
}
