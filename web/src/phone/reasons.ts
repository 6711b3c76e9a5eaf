// Why no call can ring in this tab, as far as the page itself knows, and what helps.

import type { Phone } from "./state";

/** A thing that a button can do about it. */
export type Fix = "ask" | "again" | "take_over" | "reconnect";

/** Why the phone of this tab cannot take calls; `stands`: nobody has to do anything. */
export type LocalReason =
  | { code: "insecure" | "unsettled" | "microphone_asking" | "microphone_refused" | "microphone_missing" | "socket_down" | "connecting"; fix: null }
  | { code: "other_tab"; fix: "take_over" }
  | { code: "microphone_ask"; fix: "ask" }
  | { code: "microphone_busy" | "microphone_broken"; fix: "again" }
  | { code: "lost" | "walled"; fix: "reconnect" }
  | { code: "refused"; fix: "reconnect"; sentence: string };

/** After so many attempts without a sound from the server, something stands in the way for good. */
const TRIES_BEFORE_WALL = 3;

/** The first thing that stands in the way; `null` when calls can ring here. */
export function obstacle(phone: Phone): LocalReason | null {
  if (phone.life.is === "ended" || !phone.takesCalls) return null;
  if (!phone.secure) return { code: "insecure", fix: null };
  if (phone.tab === "waits") return { code: "other_tab", fix: "take_over" };
  if (phone.tab === "unsettled") return { code: "unsettled", fix: null };
  return ofMicrophone(phone) ?? ofConnection(phone);
}

function ofMicrophone({ microphone }: Phone): LocalReason | null {
  switch (microphone.is) {
    case "ready":
    case "opening":
    case "open":
      return null;
    case "unknown":
      return { code: "connecting", fix: null };
    case "ask":
      return { code: "microphone_ask", fix: "ask" };
    case "asking":
      return { code: "microphone_asking", fix: null };
    case "trouble":
      if (microphone.why === "refused") return { code: "microphone_refused", fix: null };
      if (microphone.why === "missing") return { code: "microphone_missing", fix: null };
      return { code: microphone.why === "busy" ? "microphone_busy" : "microphone_broken", fix: "again" };
  }
}

function ofConnection({ connection, socket }: Phone): LocalReason | null {
  if (socket.is === "down") return { code: "socket_down", fix: null };
  switch (connection.is) {
    case "up":
      return null;
    case "closed":
      return { code: "connecting", fix: null };
    case "opening":
      return connection.tries > TRIES_BEFORE_WALL ? { code: "walled", fix: "reconnect" } : { code: "connecting", fix: null };
    case "waiting":
      if (connection.sentence !== null) return { code: "refused", fix: "reconnect", sentence: connection.sentence };
      return { code: connection.tries >= TRIES_BEFORE_WALL ? "walled" : "lost", fix: "reconnect" };
  }
}

/**
 * Whether a person must do something before calls can ring here, or should know why they
 * do not. What mends itself within a moment stays quiet.
 */
export function worthSaying(reason: LocalReason): boolean {
  switch (reason.code) {
    case "unsettled":
    case "connecting":
    case "lost":
    case "socket_down":
    // Calls ring in the other tab: nothing is wrong.
    case "other_tab":
      return false;
    case "insecure":
    case "microphone_ask":
    case "microphone_asking":
    case "microphone_refused":
    case "microphone_missing":
    case "microphone_busy":
    case "microphone_broken":
    case "walled":
    case "refused":
      return true;
  }
}
