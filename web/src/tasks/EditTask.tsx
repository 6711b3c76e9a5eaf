import "./tasks.css";
import type { TaskView } from "../api/model";
import { t } from "../texts";
import { Dialog } from "../ui/Dialog";
import { TaskForm } from "./TaskForm";
import { useWriting } from "./useWriting";

/** Changes a task where one sees it. */
export default function EditTask({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const writing = useWriting(task);
  return (
    <Dialog open onOpenChange={() => writing.guard.ask(onClose)} title={t("desk.tasks.panel")}>
      <TaskForm task={task} writing={writing} onDone={onClose} />
      {writing.guard.question}
    </Dialog>
  );
}
