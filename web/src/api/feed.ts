/** Feeds a frame of changes into the query cache. */
import type { InfiniteData } from "@tanstack/react-query";
import { placed, type Viewer, withCall, withTeammates } from "./lists";
import type { CallView, ConversationItem, ConversationPage, Me, ServerFrame, TeammateView, WaitingCall } from "./model";
import { cache, figuresQuery, type ListFilter, meQuery, teammatesQuery, viewsQuery, waitingQuery } from "./queries";

type Changes = Extract<ServerFrame, { type: "changes" }>;

/** Counts and lists of results are asked for at most this often, however much happens. */
const ASKED_EVERY_MS = 1_000;
let asking: Set<string> | null = null;

/** The viewer's open tasks changed. */
export function feedTasks(mine_open: number): void {
  cache.setQueryData(viewsQuery.queryKey, (old) => old && { ...old, tasks_mine: mine_open });
  void cache.invalidateQueries({ queryKey: ["tasks"] });
}

/** An alert came, or was seen elsewhere. */
export function feedAlerts(unseen: number): void {
  cache.setQueryData(viewsQuery.queryKey, (old) => old && { ...old, alerts_unseen: unseen });
  void cache.invalidateQueries({ queryKey: ["alerts"] });
}

/** A gap, a restart of the server, a first greeting: everything shown is asked for again. */
export function refetchAll(): void {
  void cache.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "peaks" });
}

export function feed(frame: Changes): void {
  if (frame.strip) cache.setQueryData(figuresQuery.queryKey, frame.strip);
  if (frame.teammates.length > 0) feedTeammates(frame.teammates);
  if (frame.calls.length > 0) feedCalls(frame.calls);
  if (frame.conversations.length > 0) feedConversations(frame.conversations);
  feedNamed(new Set(frame.settings.map((name) => name.split("/")[0] ?? "")));
}

/** What stands on pages of its own is asked for again: named is only what changed, as `task/7`. */
const NAMED: Record<string, readonly string[]> = {
  contact: ["contact", "conversation"],
  results: ["call-notifications", "notification-results", "notification-activity", "outbox", "mail"],
  task: ["tasks", "conversation"],
};
/** Everything else that is named is a document of the settings. */
const SETTINGS = ["settings", "tags", ...viewsQuery.queryKey, ...teammatesQuery.queryKey, ...meQuery.queryKey];

function feedNamed(kinds: ReadonlySet<string>): void {
  for (const kind of kinds) {
    const asked = NAMED[kind];
    if (asked) askLater(asked);
    else for (const name of SETTINGS) void cache.invalidateQueries({ queryKey: [name] });
  }
}

function feedTeammates(changed: TeammateView[]): void {
  cache.setQueryData(teammatesQuery.queryKey, (old) => old && withTeammates(old, changed));
}

function feedCalls(calls: CallView[]): void {
  cache.setQueryData<WaitingCall[]>(waitingQuery.queryKey, (old) => old && calls.reduce(withCall, old));
  for (const call of calls) {
    void cache.invalidateQueries({ queryKey: ["conversation", call.conversation] });
    void cache.invalidateQueries({ queryKey: ["why", call.id] });
  }
  countsLater();
}

function feedConversations(items: ConversationItem[]): void {
  const viewer = viewerOf(cache.getQueryData(meQuery.queryKey));
  for (const query of cache.getQueryCache().findAll({ queryKey: ["conversations"] })) {
    const filter = query.queryKey[1] as ListFilter;
    cache.setQueryData<InfiniteData<ConversationPage, string | null>>(
      query.queryKey,
      (old) => old && items.reduce((data, item) => placed(data, item, filter, viewer), old),
    );
  }
  for (const item of items) {
    void cache.invalidateQueries({ queryKey: ["conversation", item.id] });
    void cache.invalidateQueries({ queryKey: ["contact", item.contact.id] });
  }
  countsLater();
}

function viewerOf(me: Me | undefined): Viewer {
  return { teammate: me?.teammate ?? null };
}

function countsLater(): void {
  askLater([...viewsQuery.queryKey, ...waitingQuery.queryKey]);
}

function askLater(names: readonly string[]): void {
  if (asking === null) {
    asking = new Set();
    setTimeout(() => {
      for (const name of asking ?? []) void cache.invalidateQueries({ queryKey: [name] });
      asking = null;
    }, ASKED_EVERY_MS);
  }
  for (const name of names) asking.add(name);
}
