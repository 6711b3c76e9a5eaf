/** Which tasks are shown: it stands in the address. Pure. */
import type { Priority } from "../api/model";

export const VIEWS = ["mine", "open", "done"] as const;
export type TasksView = (typeof VIEWS)[number];
export const PRIORITIES = ["urgent", "high", "medium", "low"] as const satisfies readonly Priority[];

export interface TaskSearch {
  priority?: Priority;
  /** The task that lies open. */
  task?: number;
}

/** The view of an address; an unknown one is one's own. */
export function taskView(name: string): TasksView {
  return VIEWS.find((view) => view === name) ?? "mine";
}

export function taskSearch(search: Record<string, unknown>): TaskSearch {
  const place: TaskSearch = {};
  const priority = PRIORITIES.find((one) => one === search["priority"]);
  if (priority) place.priority = priority;
  const task = Number(search["task"]);
  if (Number.isSafeInteger(task) && task > 0) place.task = task;
  return place;
}
