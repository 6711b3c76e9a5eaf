// Status and channel availability in the words of the product.

import type { Channels, MyState } from "../api/model";
import { t } from "../texts";
import type { Presence } from "../ui/people";

export function channelsWords(channels: Channels): string {
  switch (channels) {
    case "all":
      return t("phone.availability.all");
    case "conversations":
      return t("phone.availability.conversations");
    case "phone":
      return t("phone.availability.phone");
  }
}

/** What others see of this teammate, in a line. */
export function shownWords(me: MyState): string {
  if (me.phone.state === "on_call") return `${t("phone.availability.away")}, ${t("phone.availability.on_a_call")}`;
  if (me.phone.state === "wrap_up") return `${t("phone.availability.away")}, ${t("phone.availability.wrap_up")}`;
  if (me.status === "away") return t("phone.availability.away");
  return t("phone.availability.shown_active", { channels: channelsWords(me.channels) });
}

/** The mark on the avatar. */
export function presenceOf(me: MyState): Presence {
  if (me.phone.state === "on_call") return "call";
  if (me.phone.state === "wrap_up") return "wrap";
  if (me.status === "away") return "away";
  return me.ready || me.phone.state === "ringing" || me.channels === "conversations" ? "active" : "noclient";
}
