import { lazy, type ReactElement, Suspense, useState } from "react";
import type { ConversationDetail } from "../api/model";
import { useShortcut } from "../app/shortcuts";
import { mayOf } from "../inbox/may";
import { t, withTexts } from "../texts";
import { toast } from "../ui/toasts";

const NewTask = lazy(withTexts(() => import("./NewTask")));

export interface Making {
  make: () => void;
  /** Why no task can be made here. */
  reason: string | null | undefined;
  dialog: ReactElement | null;
}

/** Makes a task for a conversation: by its key wherever the conversation is open, and by a button. */
export function useNewTask(detail: ConversationDetail): Making {
  const [making, setMaking] = useState(false);
  const reason = mayOf(detail.may, "create_task");
  const make = () => (reason ? toast(reason) : setMaking(true));
  useShortcut("d", t("tasks.key.new"), t("inbox.thread.keys"), make);
  const dialog = making ? (
    <Suspense>
      <NewTask conversation={{ id: detail.item.id, name: detail.contact.name }} onClose={() => setMaking(false)} />
    </Suspense>
  ) : null;
  return { make, reason, dialog };
}
