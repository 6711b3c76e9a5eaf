import { lazy, Suspense, useState } from "react";
import type { ConversationDetail, TaskView } from "../api/model";
import { keysShown } from "../app/keymap";
import { t, withTexts } from "../texts";
import { IconButton } from "../ui/Button";
import { DoneBox, DueMark, PriorityMark } from "./marks";
import { titleOf } from "./title";
import type { Making } from "./useNewTask";

const EditTask = lazy(withTexts(() => import("./EditTask")));

/** The tasks of a conversation, beside it. */
export function SideTasks({ detail, making }: { detail: ConversationDetail; making: Making }) {
  const [editing, setEditing] = useState<number | null>(null);
  const open = detail.tasks.filter((task) => task.done_ms === null);
  const done = detail.tasks.filter((task) => task.done_ms !== null);
  const edited = detail.tasks.find((task) => task.id === editing);
  const close = () => setEditing(null);
  return (
    <section className="side-tasks" aria-label={t("tasks.side.title")}>
      <h3 className="row">
        <span className="grow">{t("tasks.side.title")}</span>
        <IconButton icon="plus" label={t("tasks.key.new")} keys={keysShown("d")} reason={making.reason} onClick={making.make} />
      </h3>
      {open.length === 0 && <p className="t3">{t("tasks.side.none")}</p>}
      <Lines tasks={open} onEdit={setEditing} />
      {done.length > 0 && (
        <details>
          <summary className="small t3">{t("tasks.side.done", { count: done.length })}</summary>
          <Lines tasks={done} onEdit={setEditing} />
        </details>
      )}
      <Suspense>
        {edited && <EditTask task={edited} onClose={close} />}
      </Suspense>
    </section>
  );
}

function Lines({ tasks, onEdit }: { tasks: readonly TaskView[]; onEdit: (task: number) => void }) {
  if (tasks.length === 0) return null;
  return (
    <ul>
      {tasks.map((task) => (
        <li key={task.id} className="side-task">
          <DoneBox task={task} />
          <span className="grow">
            <button type="button" className={task.done_ms === null ? "task-title" : "task-title is-done"} aria-label={t("tasks.side.edit", { title: titleOf(task) })} onClick={() => onEdit(task.id)}>
              {titleOf(task)}
            </button>
            <span className="small row side-about">
              <PriorityMark priority={task.priority} />
              <DueMark task={task} />
              {task.assignee && <span className="t3 cut">{task.assignee.name}</span>}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
