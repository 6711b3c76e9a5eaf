import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import type { TaskView } from "../api/model";
import { keysShown } from "../app/keymap";
import { mayOf } from "../inbox/may";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Drawer } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { clock, day } from "../ui/time";
import { toast } from "../ui/toasts";
import { changeOf, right, wrongIn, writtenOf } from "./change";
import { DueMark } from "./marks";
import { changeTask, taskChanged, useDone } from "./queries";
import { TaskFields } from "./TaskFields";

/** One task, to be read, changed and done. */
export function TaskPanel({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const name = task.contact.name || t("inbox.list.unknown");
  const { busy, toggle } = useDone(task);
  return (
    <Drawer
      open
      className="task-panel"
      onOpenChange={onClose}
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
        <TaskForm task={task} />
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
    </Drawer>
  );
}

/** Changes a task. Saved as a whole, by its button. */
export function TaskForm({ task, onDone }: { task: TaskView; onDone?: () => void }) {
  const [written, setWritten] = useState(() => writtenOf(task));
  const [asked, setAsked] = useState(false);
  const [held, setHeld] = useState(task);
  // What somebody else changed meanwhile is shown, unless one is writing.
  if (held !== task) {
    setHeld(task);
    if (JSON.stringify(writtenOf(held)) === JSON.stringify(written)) setWritten(writtenOf(task));
  }
  const wrong = wrongIn(written);
  const dirty = JSON.stringify(writtenOf(task)) !== JSON.stringify(written);
  const save = useMutation({
    mutationFn: () => changeTask(task.id, changeOf(written, task)),
    onSuccess: (saved) => {
      taskChanged(task.conversation);
      setWritten(writtenOf(saved));
      toast(t("desk.tasks.saved"), { tone: "good" });
      onDone?.();
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  return (
    <form
      className="task-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (right(wrong) && dirty && !save.isPending) save.mutate();
      }}
    >
      <TaskFields written={written} wrong={asked ? wrong : null} onChange={setWritten} />
      {(dirty || onDone) && (
        <div className="acts">
          <Button
            onClick={() => {
              setWritten(writtenOf(task));
              onDone?.();
            }}
          >
            {t("desk.tasks.cancel")}
          </Button>
          <Button kind="primary" type="submit" busy={save.isPending} reason={mayOf(task.may, "edit")}>
            {save.isPending ? t("desk.tasks.saving") : t("desk.tasks.save")}
          </Button>
        </div>
      )}
    </form>
  );
}
