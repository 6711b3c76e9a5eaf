import { useMutation } from "@tanstack/react-query";
import { command, sentenceOf } from "../api/client";
import { useMe } from "../api/live";
import type { MyState, WaitingCall } from "../api/model";
import { t } from "../texts";
import { toast } from "../ui/toasts";

/** Takes a waiting call by hand. What follows comes with the live stream: it connects at once. */
export function useClaim(call: number) {
  return useMutation({
    mutationFn: () => command({ do: "claim", call }),
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
}

/** Why this call cannot be claimed now; null when it can. */
export function claimReason(me: MyState | null, waiting: Pick<WaitingCall, "team" | "rings">): string | null {
  if (me === null) return t("app.connection.not_yet");
  if (waiting.rings?.id === me.teammate) return t("inbox.waiting.rings_you");
  if (me.claim.reason !== null) return me.claim.reason;
  return me.claim.teams.includes(waiting.team.id) ? null : t("inbox.waiting.not_member", { team: waiting.team.name });
}

export function useClaimReason(waiting: Pick<WaitingCall, "team" | "rings">): string | null {
  return claimReason(useMe(), waiting);
}
