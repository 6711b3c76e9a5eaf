import { useMutation } from "@tanstack/react-query";
import { request, sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import type { CallCard, RecordingView } from "../api/model";
import { cache } from "../api/queries";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { clock, duration, onDay } from "../ui/time";
import { toast } from "../ui/toasts";

/** Says what goes and what stays before a recording is deleted: it cannot be taken back. */
export function DeleteRecording({ card, recording, length_ms, onClose }: { card: CallCard; recording: RecordingView; length_ms: number; onClose: () => void }) {
  const remove = useMutation({
    mutationFn: () => request("DELETE", `/recordings/${recording.id}`),
    onSuccess: async () => {
      toast(t("desk.recording.done"), { tone: "good" });
      onClose();
      await cache.invalidateQueries({ queryKey: ["conversation"] });
      // Once nothing draws it any more: deleted means that this page forgets it, too.
      cache.removeQueries({ queryKey: ["peaks", recording.id] });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  const what = t("desk.recording.what", {
    length: duration(length_ms),
    caller: card.caller ?? t("desk.recording.withheld"),
    day: onDay(card.placed_ms, serverNow()),
    time: clock(card.placed_ms),
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("desk.recording.title")}
      words={what}
      actions={
        <>
          <Button onClick={onClose}>{t("desk.recording.keep")}</Button>
          <Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {remove.isPending ? t("desk.recording.going") : t("desk.recording.go")}
          </Button>
        </>
      }
    >
      <p className="dialog-words">{t("desk.recording.goes")}</p>
      <p className="dialog-words t2">{t("desk.recording.stays")}</p>
    </Dialog>
  );
}
