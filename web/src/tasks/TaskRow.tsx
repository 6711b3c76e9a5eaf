import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { TaskView } from "../api/model";
import { t } from "../texts";
import { Avatar } from "../ui/people";
import { DoneBox, DueMark, PriorityMark } from "./marks";
import type { TaskSearch } from "./place";
import { titleOf } from "./title";

/** Two lines; every row is as high, so that the list knows where each stands. */
export const TASK_ROW_HEIGHT = 60;

/** A task in the list: what, about whom, until when, whose. */
export const TaskRow = memo(function TaskRow({ task, current }: { task: TaskView; current: boolean }) {
  const name = task.contact.name || t("inbox.list.unknown");
  return (
    <div className={current ? "task-row is-open" : "task-row"}>
      <DoneBox task={task} />
      <PriorityMark priority={task.priority} />
      <span className="task-words">
        <Link to="." search={(old: TaskSearch) => ({ ...old, task: task.id })} replace activeProps={{}} className={task.done_ms === null ? "task-title cut" : "task-title cut is-done"} title={titleOf(task)} {...(current ? { "aria-current": "true" as const } : {})}>
          {titleOf(task)}
        </Link>
        <span className="task-sub small">
          <Link to="/inbox/$view/$conversation" params={{ view: "all", conversation: String(task.conversation) }} search={{ state: "any" }} activeProps={{}} className="cut" aria-label={t("desk.tasks.of", { name })}>
            {name}
          </Link>
          <span className="t3 cut wide">{task.notification === null ? t("desk.tasks.by", { name: task.by }) : t("desk.tasks.from", { name: task.notification })}</span>
        </span>
      </span>
      <DueMark task={task} />
      {task.assignee ? (
        <span className="task-owner" title={t("desk.tasks.assigned", { name: task.assignee.name })}>
          <Avatar id={task.assignee.id} name={task.assignee.name} size="s" />
          <span className="sr">{t("desk.tasks.assigned", { name: task.assignee.name })}</span>
        </span>
      ) : (
        <span className="task-owner" />
      )}
    </div>
  );
});
