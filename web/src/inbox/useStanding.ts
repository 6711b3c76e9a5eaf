import { useMutation } from "@tanstack/react-query";
import { command, sentenceOf } from "../api/client";
import { cache } from "../api/queries";
import { t } from "../texts";
import { toast } from "../ui/toasts";

/** Closes a conversation or opens it again, with a way back. */
export function useStanding(conversation: number) {
  const about = `standing-${conversation}`;
  const standing = useMutation({
    mutationFn: (to: "close" | "open") => command({ do: to, conversation }),
    onSuccess: (_, to) => {
      void cache.invalidateQueries({ queryKey: ["conversation", conversation] });
      if (to === "close") {
        toast(t("inbox.thread.closed_toast"), { tone: "good", about, act: { label: t("inbox.thread.undo"), press: () => standing.mutate("open") } });
      } else toast(t("inbox.thread.opened_toast"), { tone: "good", about });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  return standing;
}
