import type { TaskView } from "../api/model";
import { t } from "../texts";

/** What a task is called; the words of an erased contact's are gone. */
export function titleOf(task: Pick<TaskView, "title">): string {
  return task.title.trim() || t("tasks.erased");
}
