import "./marks.css";
import type { Priority, TaskView } from "../api/model";
import { serverNow } from "../api/live";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { useEveryMinute } from "../ui/Timer";
import { mayOf } from "../inbox/may";
import { toast } from "../ui/toasts";
import { dueOf } from "./due";
import { useDone } from "./queries";
import { titleOf } from "./title";

const BARS: Record<Exclude<Priority, "urgent">, number> = { low: 1, medium: 2, high: 3 };

/** A priority: by its shape first, then by its colour. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <span className={`prio ${priority}`} title={t(`tasks.priority.${priority}`)}>
      <svg viewBox="0 0 14 14" aria-hidden="true">
        {priority === "urgent" ? (
          <path d="M3 0h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3zm3 3v5h2V3zm0 6.4v1.8h2V9.4z" fillRule="evenodd" />
        ) : (
          [0, 1, 2].map((at) => <rect key={at} className={at < BARS[priority] ? "on" : ""} x={at * 5} y={9 - at * 3.5} width="3" height={4 + at * 3.5} rx="1" />)
        )}
      </svg>
      <span className="sr">{t(`tasks.priority.${priority}`)}</span>
    </span>
  );
}

/** When it is due or was done; overdue is a word, not a colour alone. */
export function DueMark({ task }: { task: TaskView }) {
  useEveryMinute();
  const due = dueOf(task, serverNow());
  if (due === null) return null;
  return (
    <span className={`due ${due.tone} num`}>
      {due.tone === "overdue" && <Icon name="clock" />}
      {due.words}
    </span>
  );
}

/** The box in front of a task. */
export function DoneBox({ task }: { task: TaskView }) {
  const { busy, toggle } = useDone(task);
  const on = task.done_ms !== null;
  const reason = mayOf(task.may, on ? "reopen" : "finish");
  return (
    <button type="button" className="done-box" role="checkbox" aria-checked={on} aria-label={t("tasks.check", { title: titleOf(task) })} {...(busy ? { "aria-busy": true } : {})} {...(reason ? { "aria-disabled": true, title: reason } : {})} onClick={() => (reason ? toast(reason) : !busy && toggle())}>
      <span className={on ? "check on" : "check"}>
        <Icon name="check" />
      </span>
    </button>
  );
}
