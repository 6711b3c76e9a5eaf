import { useState } from "react";
import type { TaskView } from "../api/model";
import { type Guard, useGuard } from "../app/useGuard";
import { sameWritten, type Written, writtenOf } from "./change";
import type { TaskSearch } from "./place";

/** A task while somebody writes in its fields. */
export interface Writing {
  written: Written;
  write: (next: Written) => void;
  /** Something would be lost by leaving. */
  dirty: boolean;
  discard: () => void;
  /** What was sent is saved; what was typed meanwhile stays. */
  saved: (sent: Written, saved: TaskView) => void;
  guard: Guard;
}

/** What stands in the fields of a held task; leaving it unsaved is asked about. */
export function useWriting(task: TaskView): Writing {
  const [base, setBase] = useState(() => writtenOf(task));
  const [written, write] = useState(base);
  const [held, setHeld] = useState(task);
  // What somebody else changed meanwhile is shown, unless one is writing.
  if (held !== task) {
    setHeld(task);
    setBase(writtenOf(task));
    if (sameWritten(base, written)) write(writtenOf(task));
  }
  const dirty = !sameWritten(base, written);
  return {
    written,
    write,
    dirty,
    discard: () => write(base),
    // The list hears of it a moment later: until then what was saved is no change any more.
    saved: (sent, now) => {
      setBase(writtenOf(now));
      write((typed) => (sameWritten(typed, sent) ? writtenOf(now) : typed));
    },
    guard: useGuard(dirty, otherTask),
  };
}

/** Another task takes the place of the one that lies open. */
function otherTask(from: TaskSearch, to: TaskSearch): boolean {
  return from.task !== to.task;
}
