/** A task while it is written. Pure. */
import type { TaskChange, TaskView } from "../api/model";
import { t } from "../texts";
import { fieldOf, momentOf } from "./due";

/** The desk's limit of a task's title. */
export const TITLE_CHARS_MAX = 200;

/** What stands in the fields. */
export interface Written {
  title: string;
  priority: TaskChange["priority"];
  /** A teammate's number, or nothing. */
  assignee: string;
  due: string;
}

export function writtenOf(task: TaskView): Written {
  return { title: task.title, priority: task.priority, assignee: task.assignee === null ? "" : String(task.assignee.id), due: fieldOf(task.due_ms) };
}

export function blank(mine: number): Written {
  return { title: "", priority: "medium", assignee: mine > 0 ? String(mine) : "", due: "" };
}

export function sameWritten(a: Written, b: Written): boolean {
  return a.title === b.title && a.priority === b.priority && a.assignee === b.assignee && a.due === b.due;
}

export interface Wrong {
  title: string | null;
  due: string | null;
}

export function wrongIn(written: Written): Wrong {
  const title = written.title.trim();
  return {
    title: title === "" ? t("desk.tasks.title_none") : Array.from(title).length > TITLE_CHARS_MAX ? t("desk.tasks.title_long", { max: TITLE_CHARS_MAX }) : null,
    due: Number.isNaN(momentOf(written.due)) ? t("desk.tasks.due_wrong") : null,
  };
}

export function right(wrong: Wrong): boolean {
  return wrong.title === null && wrong.due === null;
}

/** What is sent. A moment that was not touched keeps its seconds. */
export function changeOf(written: Written, before: TaskView | null): TaskChange {
  const untouched = before !== null && fieldOf(before.due_ms) === written.due;
  return {
    title: written.title.trim(),
    priority: written.priority,
    assignee: written.assignee === "" ? null : Number(written.assignee),
    due_ms: untouched ? before.due_ms : momentOf(written.due),
  };
}
