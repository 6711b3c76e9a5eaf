import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { TaskView } from "../api/model";
import { taskQuery } from "./queries";

/** The task that lies open. It stays open when it leaves the list, because it was done or given to somebody
    else: who writes in it loses nothing. `listed`: the list has come. */
export function useOpenTask(id: number | undefined, tasks: readonly TaskView[], listed: boolean): TaskView | null {
  const found = tasks.find((task) => task.id === id);
  const [last, setLast] = useState<TaskView | null>(null);
  if (found && found !== last) setLast(found);
  const alone = useQuery({ ...taskQuery(id ?? 0), enabled: id !== undefined && listed && !found });
  if (id === undefined) return null;
  return found ?? alone.data ?? (last?.id === id ? last : null);
}
