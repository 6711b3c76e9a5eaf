/** Reads of jobs. */
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { request, sentenceOf } from "../api/client";
import type { JobPage, JobState, JobView } from "../api/model";
import { cache } from "../api/queries";
import { t } from "../texts";
import { toast } from "../ui/toasts";

/** Jobs move without a word on the live stream: their page looks again this often. */
const LOOK_EVERY_MS = 5_000;

export function jobsQuery(state: JobState) {
  return infiniteQueryOptions({
    queryKey: ["jobs", state] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => request<JobPage>("GET", "/jobs", { signal, query: { state, before: pageParam } }),
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    // Who reads further down is not moved.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) <= 1 ? LOOK_EVERY_MS : false),
  });
}

/** The newest deliveries of one webhook in a state. */
export const deliveriesQuery = (webhook: number, state: JobState) =>
  queryOptions({
    queryKey: ["jobs", state, "webhook", webhook] as const,
    queryFn: ({ signal }) => request<JobPage>("GET", "/jobs", { signal, query: { state, webhook } }),
    staleTime: 0,
    refetchInterval: LOOK_EVERY_MS,
  });

/** Tries a job at once, whenever it was due. */
export function useRetry(job: JobView) {
  return useMutation({
    mutationFn: () => request("POST", `/jobs/${encodeURIComponent(job.key)}/retry`),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["jobs"] });
      toast(t("settings.jobs.retried"), { tone: "good" });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
}
