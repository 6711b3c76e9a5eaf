import "./tasks.css";
import type { TaskView } from "../api/model";
import { t } from "../texts";
import { Dialog } from "../ui/Dialog";
import { TaskForm } from "./TaskPanel";

/** Changes a task where one sees it. */
export default function EditTask({ task, onClose }: { task: TaskView; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title={t("desk.tasks.panel")}>
      <TaskForm task={task} onDone={onClose} />
    </Dialog>
  );
}
