/** Teammates as the phone sees them. Pure. */
import type { TeammateView } from "../api/model";
import { t } from "../texts";
import type { Presence } from "../ui/people";

export function presenceOf(mate: TeammateView): Presence {
  if (mate.phone.state === "on_call") return "call";
  if (mate.phone.state === "wrap_up") return "wrap";
  if (mate.status === "away") return "away";
  return mate.has_client ? "active" : "noclient";
}

/** Available for phone: Active, for All or Phone, a proven phone client, nothing on the phone. */
export function available(mate: TeammateView): boolean {
  return mate.status === "active" && mate.channels !== "conversations" && mate.has_client && (mate.phone.state === "free" || mate.phone.state === "ringing");
}

export function mateGroups(mates: TeammateView[]): { free: TeammateView[]; handling: TeammateView[]; others: TeammateView[] } {
  const handling = mates.filter((mate) => mate.phone.state === "on_call");
  const free = mates.filter((mate) => available(mate));
  const others = mates.filter((mate) => mate.phone.state !== "on_call" && !available(mate));
  return { free, handling, others };
}

/** The shown status, and what keeps an active teammate from the phone. */
export function shownWords(mate: TeammateView): string {
  const shown = mate.shown.replace(": ", ", ");
  if (mate.phone.state === "ringing") return t("inbox.mates.ringing");
  if (mate.phone.state !== "free" || mate.status !== "active") return shown;
  if (mate.channels === "conversations") return t("inbox.mates.conversations");
  return mate.has_client ? shown : `${shown}, ${t("inbox.mates.no_client")}`;
}
