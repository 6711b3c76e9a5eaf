/** Reads and changes of tasks. */
import { infiniteQueryOptions, queryOptions, useMutation } from "@tanstack/react-query";
import { request, sentenceOf } from "../api/client";
import type { Priority, TaskChange, TaskPage, TaskView } from "../api/model";
import { cache, viewsQuery } from "../api/queries";
import { t } from "../texts";
import { toast } from "../ui/toasts";
import type { TasksView } from "./place";
import { titleOf } from "./title";

export function tasksQuery(view: TasksView, priority: Priority | null) {
  return infiniteQueryOptions({
    queryKey: ["tasks", view, priority] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => request<TaskPage>("GET", "/tasks", { signal, query: { view, priority, before: pageParam } }),
    getNextPageParam: (page) => page.next,
  });
}

/** One task, whatever list it stands in. */
export function taskQuery(id: number) {
  return queryOptions({ queryKey: ["tasks", id] as const, queryFn: ({ signal }) => request<TaskView>("GET", `/tasks/${id}`, { signal }) });
}

/** A task was changed: every place that shows it asks anew. */
export function taskChanged(conversation: number): void {
  void cache.invalidateQueries({ queryKey: ["tasks"] });
  void cache.invalidateQueries({ queryKey: ["conversation", conversation] });
  void cache.invalidateQueries({ queryKey: viewsQuery.queryKey });
}

/** Marks a task as done or opens it again, with a way back. */
export function useDone(task: TaskView) {
  const about = `task-${task.id}`;
  const done = useMutation({
    mutationFn: (to: "done" | "reopen") => request<TaskView>("POST", `/tasks/${task.id}/${to}`),
    onSuccess: (_, to) => {
      taskChanged(task.conversation);
      if (to === "done") toast(t("tasks.done", { title: titleOf(task) }), { tone: "good", about, act: { label: t("tasks.undo"), press: () => done.mutate("reopen") } });
      else toast(t("tasks.reopened", { title: titleOf(task) }), { tone: "good", about });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  return { busy: done.isPending, toggle: () => done.mutate(task.done_ms === null ? "done" : "reopen") };
}

export function createTask(conversation: number, change: TaskChange): Promise<TaskView> {
  return request("POST", "/tasks", { body: { conversation, ...change } });
}

export function changeTask(task: number, change: TaskChange): Promise<TaskView> {
  return request("PUT", `/tasks/${task}`, { body: change });
}
