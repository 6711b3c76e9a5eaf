// The phone of this tab: feeds the machine with what happens, and does what it asks for.

import { useSyncExternalStore } from "react";
import { command, request, sentenceOf } from "../api/client";
import { liveStatus, myState, onRing, onStopRing, reconnect, send, watchLive } from "../api/live";
import type { Command, ContactBrief, MyState, RingFrame, StopRingFrame } from "../api/model";
import { TAB } from "../api/tab";
import { t } from "../texts";
import { toast } from "../ui/toasts";
import { bell, type Bell } from "./bell";
import { stand, type Candidate } from "./election";
import { carrier, step, type Effect, type Input } from "./machine";
import { media, type Media } from "./media";
import { microphoneNow, watchMicrophone } from "./microphone";
import { kept, usual, type Preferences } from "./preferences";
import { noticesNow, notify } from "./signs";
import { carries, unborn, type Call, type Phone } from "./state";
import { watchPage } from "./wakefulness";

/** The choices of this browser. */
export const preferences = kept();

interface Shown {
  phone: Phone;
  /** The frame of what rings, for its names and numbers; stays until something else rings. */
  ring: RingFrame | null;
}

interface Parts {
  media: Media;
  bell: Bell;
  candidate: Candidate | null;
  stop: (() => void)[];
}

let shown: Shown = { phone: unborn, ring: null };
let parts: Parts | null = null;
let retry: number | undefined;
const watchers = new Set<() => void>();

/** Starts the phone of this tab; `audio` plays the far end. Returns how to stop it. */
export function startPhone(audio: HTMLAudioElement, takesCalls: boolean, openDetails: (ring: RingFrame) => void): () => void {
  const made: Parts = {
    media: media({ audio, offer: offered, refusal: sentenceOf, heard: tell, preferences: preferences.now }),
    bell: bell((may) => tell({ is: may === "allowed" ? "sound_allowed" : "sound_blocked" })),
    candidate: null,
    stop: [],
  };
  parts = made;
  details = openDetails;
  const page = document.visibilityState === "visible" ? "shown" : "hidden";
  tell({ is: "started", secure: window.isSecureContext, takesCalls, instantly: preferences.now().instantly, page });
  tell({ is: "notices_seen", notices: noticesNow() });
  chosen();
  made.bell.wake();
  if ("locks" in navigator) made.candidate = stand(navigator.locks, (is) => tell({ is }));
  made.stop.push(
    onRing(rung),
    onStopRing(stopped),
    watchLive(followLive()),
    preferences.subscribe(chosen),
    watchPage(tell, () => shown.phone.sound !== "allowed" && made.bell.wake()),
    guardClosing(),
    watchMicrophone(() => tell({ is: "devices_changed" })),
  );
  return () => stopPhone(made);
}

function stopPhone(which: Parts): void {
  if (parts !== which) return;
  tell({ is: "ended", sentence: "" });
  for (const stop of which.stop) stop();
  which.bell.close();
  window.clearTimeout(retry);
  parts = null;
}

/** Something happened to the phone. */
export function tell(input: Input): void {
  const { phone, effects } = step(shown.phone, input);
  if (phone !== shown.phone) show({ phone });
  for (const effect of effects) carryOut(effect);
}

function show(next: Partial<Shown>): void {
  shown = { ...shown, ...next };
  for (const watcher of watchers) watcher();
}

let details: (ring: RingFrame) => void = () => undefined;

function carryOut(effect: Effect): void {
  if (!parts) return;
  switch (effect.do) {
    case "look_at_microphone":
      void microphoneNow().then((seen) => tell({ is: "microphone_seen", ...seen }));
      return;
    case "ask_for_microphone":
      void parts.media.ask().then((why) => tell(why === null ? { is: "microphone_granted" } : { is: "microphone_failed", why }));
      return;
    case "microphone":
      return parts.media.microphone(effect.be);
    case "open_connection":
      window.clearTimeout(retry);
      return parts.media.open();
    case "close_connection":
      window.clearTimeout(retry);
      parts.media.close();
      // Not ours to repair when it fails: a tab without a socket is no client anyway.
      request("DELETE", "/phone", { query: { tab: TAB } }).catch(() => undefined);
      return;
    case "retry":
      window.clearTimeout(retry);
      retry = window.setTimeout(() => tell({ is: "retry_due" }), effect.inMs);
      return;
    case "reconnect_socket":
      return reconnect();
    case "take_over":
      return parts.candidate?.takeOver();
    case "give_up_tab":
      return parts.candidate?.leave();
    case "acknowledge":
      return send({ type: "ringing", offer: effect.offer });
    case "answer":
      return void ask({ do: "answer", offer: effect.offer }, "answer");
    case "decline":
      return void ask({ do: "decline", offer: effect.offer }, "decline");
    case "mute":
      return void ask({ do: "mute", call: effect.call, mute: effect.be }, "other");
    case "bell":
      return parts.bell.ring(effect.be);
    case "chime":
      return parts.bell.chime();
    case "notify":
      return notify(effect.offer === null ? null : notification(effect.offer));
    case "echo":
      request("POST", "/phone/echo", { body: { tab: TAB, on: effect.be === "on" } }).catch((error: unknown) =>
        tell({ is: "echo_refused", sentence: sentenceOf(error) }),
      );
      return;
    case "say":
      toast(effect.sentence);
  }
}

async function ask(what: Command, as: "answer" | "decline" | "other"): Promise<void> {
  try {
    await command(what);
  } catch (error) {
    tell({ is: "command_refused", command: as, sentence: sentenceOf(error) });
  }
}

/** Asks the desk for something about a call; a refusal is shown. Done when the desk has answered. */
export function order(what: Command): Promise<void> {
  return ask(what, "other");
}

async function offered(sdp: string): Promise<string> {
  const answer = await request<{ sdp: string }>("POST", "/phone", { body: { tab: TAB, sdp } });
  return answer.sdp;
}

/** A tab that carries a call is not closed by a slip of the hand: the browser asks first. */
function guardClosing(): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (carries(shown.phone)) event.preventDefault();
  };
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}

function rung(frame: RingFrame): void {
  show({ ring: frame });
  tell({ is: "ring", offer: { offer: frame.offer, call: frame.call, auto: frame.auto } });
}

function stopped(frame: StopRingFrame): void {
  const won = frame.why === "answered" || frame.why === "answered_elsewhere";
  // Who pressed Decline in another tab knows it.
  tell({ is: "stop_ring", offer: frame.offer, won, sentence: frame.why === "declined" ? "" : frame.sentence });
}

function notification(offer: number) {
  const { ring } = shown;
  if (ring === null || ring.offer !== offer) return null;
  return {
    title: t("phone.notification.title", { name: callerOf(ring.contact) }),
    body: t("phone.notification.body", { team: ring.team.name, channel: ring.channel.name }),
    tag: `cordboard-ring-${offer}`,
    pressed: () => details(ring),
  };
}

/** Follows the live stream, and tells the machine what changed in it. */
function followLive(): () => void {
  let epoch: number | null = null;
  let me: MyState | null = null;
  const follow = () => {
    const status = liveStatus();
    if (status.kind === "connected" && status.epoch !== epoch) {
      epoch = status.epoch;
      if (shown.phone.life.is === "ended") restart();
      tell({ is: "socket_up", epoch });
    } else if (status.kind !== "connected" && epoch !== null) {
      epoch = null;
      tell({ is: "socket_down" });
    }
    if (status.kind === "stopped" && shown.phone.life.is === "running") tell({ is: "ended", sentence: status.sentence });
    const now = myState();
    if (now !== null && now !== me) {
      me = now;
      tell({ is: "me", call: callOf(now) });
    }
  };
  follow();
  return follow;
}

/** The stream was taken back into this tab after another had it. */
function restart(): void {
  const { secure, takesCalls, page } = shown.phone;
  tell({ is: "started", secure, takesCalls, page, instantly: preferences.now().instantly });
  if (parts && "locks" in navigator) parts.candidate = stand(navigator.locks, (is) => tell({ is }));
}

function callOf(me: MyState): Call {
  if (me.call === null) return { is: "none" };
  const { id, stage, muted, parted } = me.call;
  return { is: "live", call: id, stage, muted, parted, carrier: carrier(me.phone_tab, TAB) };
}

let heeded: Preferences = usual;

function chosen(): void {
  const now = preferences.now();
  const before = heeded;
  heeded = now;
  tell({ is: "preferred", instantly: now.instantly });
  parts?.bell.loud(now.ringVolume);
  parts?.bell.through(now.ringer);
  // A louder ring is no reason to open the microphone anew.
  const sound = ["microphone", "speaker", "echoCancellation", "noiseSuppression", "autoGain"] as const;
  if (sound.some((one) => before[one] !== now[one])) parts?.media.rechoose();
}

/** How a caller is called where a name must stand. */
export function callerOf(contact: ContactBrief): string {
  return contact.name || contact.number || t("phone.unknown_caller");
}

/** The number beside a name; nothing where the number is all the name there is. */
export function numberOf(contact: ContactBrief): string | null {
  if (contact.number === null) return t("phone.withheld");
  return contact.number === callerOf(contact) ? null : contact.number;
}

/** Sends keys to the caller; false when no call can take them now. */
export function keys(digits: string): boolean {
  return parts?.media.keys(digits) ?? false;
}

/** 0 to 1: how loud the microphone is. */
export function loudness(): number {
  return parts?.media.level() ?? 0;
}

/** Lets the bell be heard for a moment, as it would ring. */
export function testRing(be: "on" | "off"): void {
  parts?.bell.ring(be);
}

/** Asks the browser for the right to show notifications. */
export async function askForNotices(): Promise<void> {
  if ("Notification" in window) await Notification.requestPermission().catch(() => undefined);
  tell({ is: "notices_seen", notices: noticesNow() });
}

function watch(then: () => void): () => void {
  watchers.add(then);
  return () => watchers.delete(then);
}

/** The phone of this tab. */
export function usePhone(): Phone {
  return useSyncExternalStore(watch, () => shown.phone);
}

/** What rings in this tab, or is being answered. */
export function useRing(): RingFrame | null {
  return useSyncExternalStore(watch, () => (shown.phone.ring.is === "quiet" ? null : shown.ring));
}

/** The choices of this browser. */
export function usePreferences() {
  return useSyncExternalStore(preferences.subscribe, preferences.now);
}
