import "./tasks.css";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "../api/client";
import { cache, meQuery } from "../api/queries";
import { useGuard } from "../app/useGuard";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { blank, changeOf, right, sameWritten, wrongIn } from "./change";
import { ConversationField, type Chosen } from "./ConversationField";
import { createTask, taskChanged } from "./queries";
import { TaskFields } from "./TaskFields";

/** Creates a task: from a conversation for that one, else one is chosen. */
export function NewTask({ conversation, onClose }: { conversation?: Chosen; onClose: () => void }) {
  const [begun] = useState(() => blank(cache.getQueryData(meQuery.queryKey)?.teammate ?? 0));
  const [written, setWritten] = useState(begun);
  const [chosen, setChosen] = useState<Chosen | null>(conversation ?? null);
  const [asked, setAsked] = useState(false);
  const wrong = wrongIn(written);
  const dirty = !sameWritten(begun, written);
  const guard = useGuard(dirty);
  const create = useMutation({
    mutationFn: (to: Chosen) => createTask(to.id, changeOf(written, null)),
    onSuccess: (_, to) => {
      taskChanged(to.id);
      toast(t("desk.tasks.created"), { tone: "good" });
      onClose();
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  return (
    <Dialog open onOpenChange={() => guard.ask(onClose)} title={t("desk.tasks.new")}>
      <form
        className="task-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (right(wrong) && chosen && !create.isPending) create.mutate(chosen);
        }}
      >
        <TaskFields fresh written={written} wrong={asked ? wrong : null} onChange={setWritten} />
        {!conversation && <ConversationField chosen={chosen} wrong={asked && chosen === null ? t("desk.tasks.which_none") : null} onChoose={setChosen} />}
        <div className="acts">
          <Button onClick={onClose}>{t(dirty ? "form.discard" : "desk.tasks.cancel")}</Button>
          <Button kind="primary" type="submit" busy={create.isPending}>
            {create.isPending ? t("desk.tasks.creating") : t("desk.tasks.create")}
          </Button>
        </div>
      </form>
      {guard.question}
    </Dialog>
  );
}

export default NewTask;
