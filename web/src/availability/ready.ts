// Whether a call could ring this teammate now: what the server knows and what the page
// knows, as one answer. Pure.

import type { MyState, Reason } from "../api/model";
import { obstacle, type LocalReason } from "../phone/reasons";
import type { Phone } from "../phone/state";

export type Readiness =
  | { is: "ready"; local: LocalReason | null }
  /** It rings, talks or wraps up: nothing is wrong. */
  | { is: "busy"; local: null }
  | { is: "not_ready"; local: LocalReason | null; server: Reason[] };

/** Server reasons that only repeat what the page can say better. */
const NO_CLIENT = new Set(["no_audio", "no_tab"]);

export function readinessOf(me: MyState, phone: Phone): Readiness {
  const local = obstacle(phone);
  // Another tab of this browser, or a desk phone, may well be ready.
  if (me.ready) return { is: "ready", local: local?.code === "other_tab" ? local : null };
  if (me.phone.state !== "free") return { is: "busy", local: null };
  const server = me.reasons.filter((reason) => local === null || local.code === "other_tab" || !NO_CLIENT.has(reason.code));
  // While the audio connects the server has not heard of it yet.
  return { is: "not_ready", local, server };
}
