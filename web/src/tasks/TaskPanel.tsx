import { Link } from "@tanstack/react-router";
import { serverNow } from "../api/live";
import type { TaskView } from "../api/model";
import { keysShown } from "../app/keymap";
import { mayOf } from "../inbox/may";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Drawer } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { clock, day } from "../ui/time";
import { DueMark } from "./marks";
import { useDone } from "./queries";
import { TaskForm } from "./TaskForm";
import { useWriting } from "./useWriting";

/** One task, to be read, changed and done. */
export function TaskPanel({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const name = task.contact.name || t("inbox.list.unknown");
  const { busy, toggle } = useDone(task);
  const writing = useWriting(task);
  return (
    <Drawer
      open
      className="task-panel"
      onOpenChange={() => writing.guard.ask(onClose)}
      title={t("desk.tasks.panel")}
      closeLabel={t("desk.tasks.close")}
      actions={
        <Button size="s" icon={task.done_ms === null ? "check" : "reopen"} busy={busy} reason={mayOf(task.may, task.done_ms === null ? "finish" : "reopen")} tip={`${t("desk.tasks.toggle")} (${keysShown("e")})`} data-done onClick={toggle}>
          {task.done_ms === null ? t("desk.tasks.finish") : t("desk.tasks.reopen")}
        </Button>
      }
    >
      <div className="task-about">
        <p className="task-now">
          <DueMark task={task} />
        </p>
        <TaskForm task={task} writing={writing} />
        <dl className="kv">
          <dt>{t("desk.tasks.conversation")}</dt>
          <dd>
            <Link to="/inbox/$view/$conversation" params={{ view: "all", conversation: String(task.conversation) }} search={{ state: "any" }} className="row">
              <Icon name={task.call === null ? "chat" : "phone"} />
              <span className="cut">{name}</span>
            </Link>
          </dd>
          <dt>{t("desk.tasks.made")}</dt>
          <dd>{t("desk.tasks.made_words", { day: day(task.created_ms, serverNow()), time: clock(task.created_ms), name: task.notification ?? task.by })}</dd>
        </dl>
      </div>
      {writing.guard.question}
    </Drawer>
  );
}
