/** Feeds a frame of changes into the query cache. */
import type { InfiniteData } from "@tanstack/react-query";
import { placed, type Viewer, withCall, withTeammates } from "./lists";
import type { CallView, ConversationItem, ConversationPage, Me, ServerFrame, TeammateView, WaitingCall } from "./model";
import { cache, figuresQuery, type ListFilter, meQuery, teammatesQuery, viewsQuery, waitingQuery } from "./queries";

type Changes = Extract<ServerFrame, { type: "changes" }>;

/** Counts are asked for at most this often, however much happens. */
const COUNTS_EVERY_MS = 1_000;
let countsDue: number | undefined;

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
  if (frame.settings.length > 0) {
    void cache.invalidateQueries({ queryKey: ["settings"] });
    void cache.invalidateQueries({ queryKey: ["tags"] });
    void cache.invalidateQueries({ queryKey: viewsQuery.queryKey });
    void cache.invalidateQueries({ queryKey: teammatesQuery.queryKey });
    void cache.invalidateQueries({ queryKey: meQuery.queryKey });
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
  if (countsDue !== undefined) return;
  countsDue = window.setTimeout(() => {
    countsDue = undefined;
    void cache.invalidateQueries({ queryKey: viewsQuery.queryKey });
    void cache.invalidateQueries({ queryKey: waitingQuery.queryKey });
  }, COUNTS_EVERY_MS);
}
