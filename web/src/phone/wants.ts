import { carries, muted, usable, type Phone } from "./state";

/** What the world should look like for a phone in this state; `step` makes it so. */
export interface Wants {
  connection: "closed" | "open";
  /** `ready`: open, attached to nothing. `silent`: attached, sends silence. */
  microphone: "closed" | "ready" | "silent" | "sending";
  bell: "off" | "on";
  /** The offer that a browser notification shows. */
  notification: number | null;
  echo: "off" | "on";
}

/** What the phone wants in this state. */
export function wants(phone: Phone): Wants {
  return {
    connection: wantsConnection(phone),
    microphone: wantsMicrophone(phone),
    bell: wantsBell(phone),
    notification: wantsNotification(phone),
    echo: phone.echo === "on" && phone.connection.is === "up" ? "on" : "off",
  };
}

/**
 * Whether the person can notice a ring of this tab: it sounds, or it is looked at, or the
 * browser shows it. A ring that nobody can notice is not acknowledged, and moves on.
 */
export function noticeable(phone: Phone): boolean {
  return phone.sound === "allowed" || phone.page === "shown" || phone.notices === "granted";
}

/**
 * Whether this tab may tell the server that it rings: it is the browser's phone and would
 * carry the call. Without a microphone the server only rings it for the sake of a desk
 * phone, and then the page does ring.
 */
export function rings(phone: Phone): boolean {
  if (phone.tab !== "holds" || !noticeable(phone)) return false;
  return phone.connection.is === "up" || wantsConnection(phone) === "closed";
}

function wantsConnection(phone: Phone): Wants["connection"] {
  if (phone.life.is === "ended" || !phone.secure || !phone.takesCalls) return "closed";
  if (phone.tab !== "holds") return "closed";
  // Who talks without a microphone still hears the caller.
  if (usable(phone.microphone) || phone.call.is === "live") return "open";
  return phone.connection.is !== "closed" && phone.microphone.is === "unknown" ? "open" : "closed";
}

function wantsMicrophone(phone: Phone): Wants["microphone"] {
  if (phone.life.is === "ended" || !phone.secure) return "closed";
  const meter = phone.meter === "on" ? "ready" : "closed";
  if (phone.tab !== "holds") return meter;
  if (phone.call.is === "live") return inCall(phone);
  if (phone.ring.is === "answering") return "sending";
  if (phone.ring.is === "ringing" && (phone.instantly || phone.ring.offer.auto)) return "ready";
  if (phone.echo === "on") return "sending";
  return meter;
}

function inCall(phone: Phone): Wants["microphone"] {
  if (phone.call.is !== "live") return "closed";
  // The call is on its way here (a reload, a lost network): the microphone waits for it.
  if (!carries(phone)) return phone.call.parted ? "ready" : phone.meter === "on" ? "ready" : "closed";
  return muted(phone) || phone.call.stage === "on_hold" ? "silent" : "sending";
}

function wantsBell(phone: Phone): Wants["bell"] {
  if (phone.life.is === "ended" || phone.tab !== "holds") return "off";
  return phone.ring.is === "ringing" ? "on" : "off";
}

function wantsNotification(phone: Phone): Wants["notification"] {
  if (wantsBell(phone) === "off" || phone.page === "shown" || phone.notices !== "granted") return null;
  return phone.ring.is === "ringing" ? phone.ring.offer.offer : null;
}
