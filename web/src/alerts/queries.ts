/** Reads of alerts. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { request } from "../api/client";
import type { AlertPage } from "../api/model";

export const alertsQuery = infiniteQueryOptions({
  queryKey: ["alerts"] as const,
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => request<AlertPage>("GET", "/alerts", { signal, query: { before: pageParam } }),
  getNextPageParam: (page) => page.next,
});

/** Everything up to this alert was seen. */
export function seenUntil(alert: number): Promise<void> {
  return request("POST", "/alerts/seen", { body: { until: alert } });
}
