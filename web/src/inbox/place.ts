/** Where in the inbox one is: it stands in the address, all of it. Pure. */
import type { ListFilter, ViewName } from "../api/queries";

export interface InboxSearch {
  state?: "closed" | "any";
  sort?: "oldest";
  /** What lies beside the conversation: the contact, or why a call was not answered. */
  panel?: "contact" | `why-${number}`;
  /** Words searched for; empty: the search is open and nothing is written yet. */
  q?: string;
}

export function inboxSearch(search: Record<string, unknown>): InboxSearch {
  const place: InboxSearch = {};
  if (search["state"] === "closed" || search["state"] === "any") place.state = search["state"];
  if (search["sort"] === "oldest") place.sort = "oldest";
  const panel = search["panel"];
  if (panel === "contact" || (typeof panel === "string" && /^why-\d+$/.test(panel))) place.panel = panel as "contact";
  // The address turns words that look like numbers into numbers.
  const q = search["q"];
  if (typeof q === "string" || typeof q === "number") place.q = String(q);
  return place;
}

/** The view of an address; an unknown one is the whole inbox. */
export function viewOf(name: string): ViewName {
  if (name === "yours" || name === "unassigned" || name === "all" || name === "waiting" || name === "active") return name;
  return /^team-\d+$/.test(name) ? (name as ViewName) : "all";
}

export function filterOf(view: ViewName, search: InboxSearch): ListFilter {
  // A waiting call is always open, and the one that waits longest is first.
  if (view === "waiting") return { view, state: "open", sort: search.sort ?? "oldest" };
  return { view, state: search.state ?? "open", sort: search.sort ?? "newest" };
}

/** The call whose *why* panel is open. */
export function whyCallOf(search: InboxSearch): number | null {
  return search.panel?.startsWith("why-") ? Number(search.panel.slice("why-".length)) : null;
}
