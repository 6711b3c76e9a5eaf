/** Reads of notifications and their mails, and the way back. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "../api/client";
import { cache } from "../api/queries";
import type { VariableView } from "../api/types";
import { refetchSettings, settingsQuery } from "../settings/queries";
import type { CallNotifications, MailDetail, MailPage, NotificationActivity, NotificationTemplate, PastCalls, ResultPage, Trial } from "./api";
import type { NotificationSettings } from "./documents";

/** Calls to choose from at first; further ones are asked for. */
const PAGE_ROWS = 30;

export const variablesQuery = queryOptions({
  queryKey: ["notification-variables"],
  queryFn: ({ signal }) => request<VariableView[]>("GET", "/notification-variables", { signal }),
});
export const templatesQuery = queryOptions({
  queryKey: ["notification-templates"],
  queryFn: ({ signal }) => request<NotificationTemplate[]>("GET", "/notification-templates", { signal }),
});
export const activityQuery = queryOptions({
  queryKey: ["notification-activity"],
  queryFn: ({ signal }) => request<NotificationActivity[]>("GET", "/notifications/activity", { signal }),
  staleTime: 0,
});

export const resultsQuery = (notification: number) =>
  infiniteQueryOptions({
    queryKey: ["notification-results", notification] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => request<ResultPage>("GET", `/notifications/${notification}/results`, { signal, query: { before: pageParam } }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
export const callResultsQuery = (call: number) =>
  queryOptions({
    queryKey: ["call-notifications", call] as const,
    queryFn: ({ signal }) => request<CallNotifications>("GET", `/calls/${call}/notifications`, { signal }),
    staleTime: 0,
  });
export const pastCallsQuery = infiniteQueryOptions({
  queryKey: ["past-calls"] as const,
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => request<PastCalls>("GET", "/calls", { signal, query: { before: pageParam, limit: PAGE_ROWS } }),
  getNextPageParam: (page) => page.next,
  staleTime: 0,
});
export const outboxQuery = infiniteQueryOptions({
  queryKey: ["outbox"] as const,
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => request<MailPage>("GET", "/outbox", { signal, query: { before: pageParam } }),
  getNextPageParam: (page) => page.next,
  staleTime: 0,
});
export const mailQuery = (mail: string) =>
  queryOptions({
    queryKey: ["mail", mail] as const,
    queryFn: ({ signal }) => request<MailDetail>("GET", `/outbox/${encodeURIComponent(mail)}`, { signal }),
    staleTime: 0,
  });

/** How often something that still waits is looked at again. */
const WAITING_MS = 5_000;
/** Asks again while something waits to be sent. */
export function whileWaiting(waits: boolean): number | false {
  return waits ? WAITING_MS : false;
}

export async function createNotification(document: NotificationSettings): Promise<number> {
  const made = await request<{ id: number }>("POST", "/settings/notifications", { body: { document } });
  await refetchSettings();
  return made.id;
}

/** Saves and shows it as saved at once. */
export async function saveNotification(id: number, version: number, document: NotificationSettings): Promise<void> {
  const saved = await request<{ version: number }>("PUT", `/settings/notifications/${id}`, { body: { version, document } });
  cache.setQueryData(settingsQuery.queryKey, (held) => held && { ...held, notifications: held.notifications.map((doc) => (doc.id === id ? { ...doc, version: saved.version, document } : doc)) });
  void refetchSettings();
}

export function tryNotification(draft: NotificationSettings, call: number): Promise<Trial> {
  return request("POST", "/notifications/try", { body: { draft, call } });
}

/** Writes the mail of a result anew. */
export async function resend(result: number): Promise<void> {
  await request("POST", `/results/${result}/resend`);
  await refreshResults();
}

export async function refreshResults(): Promise<void> {
  await Promise.all([["notification-results"], ["call-notifications"], ["outbox"], ["notification-activity"], ["mail"]].map((queryKey) => cache.invalidateQueries({ queryKey })));
}
