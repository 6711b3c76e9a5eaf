import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "../api/client";
import type { TaskView } from "../api/model";
import { mayOf } from "../inbox/may";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { toast } from "../ui/toasts";
import { changeOf, right, type Written, wrongIn } from "./change";
import { changeTask, taskChanged } from "./queries";
import { TaskFields } from "./TaskFields";
import type { Writing } from "./useWriting";

/** Changes a task. Saved as a whole, by its button. `onDone` closes what it stands in. */
export function TaskForm({ task, writing, onDone }: { task: TaskView; writing: Writing; onDone?: () => void }) {
  const { written, write, dirty } = writing;
  const [asked, setAsked] = useState(false);
  const wrong = wrongIn(written);
  const save = useMutation({
    mutationFn: (sent: Written) => changeTask(task.id, changeOf(sent, task)),
    onSuccess: (saved, sent) => {
      taskChanged(task.conversation);
      writing.saved(sent, saved);
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
        if (right(wrong) && dirty && !save.isPending) save.mutate(written);
      }}
    >
      <TaskFields written={written} wrong={asked ? wrong : null} onChange={write} />
      {(dirty || onDone) && (
        <div className="acts">
          <Button
            onClick={() => {
              writing.discard();
              onDone?.();
            }}
          >
            {t(dirty ? "form.discard" : "desk.tasks.cancel")}
          </Button>
          <Button kind="primary" type="submit" busy={save.isPending} reason={mayOf(task.may, "edit")}>
            {save.isPending ? t("desk.tasks.saving") : t("desk.tasks.save")}
          </Button>
        </div>
      )}
    </form>
  );
}
