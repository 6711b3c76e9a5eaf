/** Every read of the API as query options: one key, one path, one shape. */
import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query";
import { Problem, request } from "./client";
import type {
  CallStage,
  Contact,
  ConversationDetail,
  ConversationPage,
  HouseState,
  Me,
  Peaks,
  SearchResult,
  Strip,
  TeammateView,
  Views,
  WaitingCall,
  Why,
} from "./model";

/** Asking again helps against a lost network, not against a refusal. */
const TRIES_MAX = 2;

export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      // The live stream says what changed; nothing goes stale by itself.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (failures, error) => error instanceof Problem && error.status === 0 && failures < TRIES_MAX,
    },
    mutations: { retry: false },
  },
});

/** A view of the inbox as the address names it: `yours`, …, or `team-3`. */
export type ViewName = "yours" | "unassigned" | "all" | "waiting" | "active" | `team-${number}`;
export interface ListFilter {
  view: ViewName;
  state: "open" | "closed" | "any";
  sort: "newest" | "oldest";
}
/** Rows of one page: two screens of a tall window. */
const PAGE_ROWS = 50;

export const houseStateQuery = queryOptions({
  queryKey: ["house"],
  queryFn: ({ signal }) => request<HouseState>("GET", "/state", { signal }),
});
export const meQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => request<Me>("GET", "/session", { signal, signedOut: "quiet" }),
});
export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: ({ signal }) => request<Views>("GET", "/views", { signal }),
});
export const figuresQuery = queryOptions({
  queryKey: ["figures"],
  queryFn: ({ signal }) => request<Strip>("GET", "/figures", { signal }),
});
export const teammatesQuery = queryOptions({
  queryKey: ["teammates"],
  queryFn: ({ signal }) => request<TeammateView[]>("GET", "/teammates", { signal }),
});
export const waitingQuery = queryOptions({
  queryKey: ["waiting"],
  queryFn: ({ signal }) => request<WaitingCall[]>("GET", "/waiting", { signal }),
});

export function conversationsQuery(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: ["conversations", filter] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const team = teamOf(filter.view);
      return request<ConversationPage>("GET", "/conversations", {
        signal,
        query: {
          view: team === null ? filter.view : "team",
          team,
          state: filter.state,
          sort: filter.sort,
          after: pageParam,
          limit: PAGE_ROWS,
        },
      });
    },
    getNextPageParam: (page) => page.next,
  });
}

/** The team that a view name carries. */
export function teamOf(view: ViewName): number | null {
  return view.startsWith("team-") ? Number(view.slice("team-".length)) : null;
}

export const conversationQuery = (id: number) =>
  queryOptions({
    queryKey: ["conversation", id] as const,
    queryFn: ({ signal }) => request<ConversationDetail>("GET", `/conversations/${id}`, { signal }),
  });
export const contactQuery = (id: number) =>
  queryOptions({
    queryKey: ["contact", id] as const,
    queryFn: ({ signal }) => request<Contact>("GET", `/contacts/${id}`, { signal }),
  });
export const whyQuery = (call: number) =>
  queryOptions({
    queryKey: ["why", call] as const,
    queryFn: ({ signal }) => request<Why>("GET", `/calls/${call}/why`, { signal }),
  });
export const searchQuery = (words: string) =>
  queryOptions({
    queryKey: ["search", words] as const,
    queryFn: ({ signal }) => request<SearchResult>("GET", "/search", { signal, query: { q: words } }),
    staleTime: 10_000,
  });
/** Peaks of a recording, for its waveform. */
export const peaksQuery = (recording: number, n: number) =>
  queryOptions({
    queryKey: ["peaks", recording, n] as const,
    queryFn: ({ signal }) => request<Peaks>("GET", `/recordings/${recording}/peaks`, { signal, query: { n } }),
  });

/** Whether a call of this stage waits for a teammate. */
export function waits(stage: CallStage): boolean {
  return stage === "queued" || stage === "ringing";
}
