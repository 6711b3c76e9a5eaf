// The browser phone as one function: a state and an input give a state and effects.
// It knows no browser and no clock; `phone.ts` feeds it, `media.ts` does what it says.

import {
  carries,
  unborn,
  usable,
  type Call,
  type Carrier,
  type Connection,
  type Microphone,
  type MicrophoneTrouble,
  type Notices,
  type Offer,
  type Phone,
} from "./state";
import { rings, wants, type Wants } from "./wants";

/** What the browser says about the right to use the microphone. */
export type Permission = "unknown" | "ask" | "granted" | "refused";

/** Everything that can happen to the phone. */
export type Input =
  | { is: "started"; secure: boolean; takesCalls: boolean; instantly: boolean; page: Phone["page"] }
  | { is: "ended"; sentence: string }
  // The tab
  | { is: "tab_elected" }
  | { is: "tab_waits" }
  | { is: "take_over_pressed" }
  // The page
  | { is: "page_shown" }
  | { is: "page_hidden" }
  | { is: "page_resumed" }
  | { is: "network_changed" }
  | { is: "sound_allowed" }
  | { is: "sound_blocked" }
  | { is: "notices_seen"; notices: Notices }
  | { is: "preferred"; instantly: boolean }
  // The live stream
  | { is: "socket_up"; epoch: number }
  | { is: "socket_down" }
  | { is: "ring"; offer: Offer }
  /** `won`: because this teammate answered. */
  | { is: "stop_ring"; offer: number; won: boolean; sentence: string }
  | { is: "me"; call: Call }
  // The microphone
  | { is: "microphone_seen"; permission: Permission; inputs: number }
  | { is: "ask_pressed" }
  | { is: "microphone_granted" }
  | { is: "microphone_opened" }
  | { is: "microphone_failed"; why: MicrophoneTrouble }
  | { is: "microphone_lost" }
  | { is: "devices_changed" }
  // The connection
  | { is: "connection_up" }
  | { is: "connection_lost" }
  | { is: "connection_refused"; sentence: string }
  | { is: "retry_due" }
  | { is: "reconnect_pressed" }
  // The person
  | { is: "answer_pressed" }
  | { is: "decline_pressed" }
  | { is: "mute_pressed" }
  | { is: "unmute_pressed" }
  | { is: "command_refused"; command: "answer" | "decline" | "other"; sentence: string }
  | { is: "echo_pressed"; be: "off" | "on" }
  | { is: "echo_refused"; sentence: string }
  | { is: "meter"; be: "off" | "on" };

/** Everything the phone can ask of the world. */
export type Effect =
  | { do: "look_at_microphone" }
  | { do: "ask_for_microphone" }
  | { do: "microphone"; be: Wants["microphone"] }
  | { do: "open_connection" }
  | { do: "close_connection" }
  | { do: "retry"; inMs: number }
  | { do: "reconnect_socket" }
  | { do: "take_over" }
  | { do: "give_up_tab" }
  | { do: "acknowledge"; offer: number }
  | { do: "answer"; offer: number }
  | { do: "decline"; offer: number }
  | { do: "mute"; call: number; be: "on" | "off" }
  | { do: "bell"; be: Wants["bell"] }
  | { do: "chime" }
  | { do: "notify"; offer: number | null }
  | { do: "echo"; be: Wants["echo"] }
  /** Something the person should read: what became of a ring, why a button did nothing. */
  | { do: "say"; sentence: string };

/** A state and what is to be done on the way into it. */
export interface Step {
  phone: Phone;
  effects: Effect[];
}

/** Waits between attempts to connect: the first are felt as none, the last spares a server that starts. */
export const RETRY_MS = [250, 500, 1000, 2000, 4000] as const;

/** The phone after an input. */
export function step(before: Phone, input: Input): Step {
  // Signed in again in the same page, the phone begins anew.
  if (before.life.is === "ended") return input.is === "started" ? step({ ...unborn }, input) : { phone: before, effects: [] };
  const effects: Effect[] = [];
  const changed = change(before, input, effects);
  const phone = settle(before, changed, effects);
  return { phone, effects };
}

function change(phone: Phone, input: Input, effects: Effect[]): Phone {
  switch (input.is) {
    case "started":
      effects.push({ do: "look_at_microphone" });
      return { ...phone, secure: input.secure, takesCalls: input.takesCalls, instantly: input.instantly, page: input.page };
    case "ended":
      effects.push({ do: "give_up_tab" });
      return { ...phone, life: { is: "ended", sentence: input.sentence }, ring: { is: "quiet" }, call: { is: "none" }, echo: "off", meter: "off" };
    case "tab_elected":
      return { ...phone, tab: "holds" };
    case "tab_waits":
      return { ...phone, tab: "waits", echo: "off" };
    case "take_over_pressed":
      if (phone.tab === "waits") effects.push({ do: "take_over" });
      return phone;
    case "page_shown":
      return { ...phone, page: "shown" };
    case "page_hidden":
      return { ...phone, page: "hidden" };
    case "page_resumed":
      // A page that slept holds a dead socket and a dead connection without knowing it.
      effects.push({ do: "reconnect_socket" }, { do: "look_at_microphone" });
      return { ...phone, connection: anew(phone.connection, effects) };
    case "network_changed":
      effects.push({ do: "reconnect_socket" });
      return { ...phone, connection: anew(phone.connection, effects) };
    case "sound_allowed":
      return { ...phone, sound: "allowed" };
    case "sound_blocked":
      return { ...phone, sound: "blocked" };
    case "notices_seen":
      return { ...phone, notices: input.notices };
    case "preferred":
      return { ...phone, instantly: input.instantly };
    case "socket_up":
    case "socket_down":
    case "ring":
    case "stop_ring":
    case "me":
      return told(phone, input, effects);
    case "microphone_seen":
    case "ask_pressed":
    case "microphone_granted":
    case "microphone_opened":
    case "microphone_failed":
    case "microphone_lost":
    case "devices_changed":
      return { ...phone, microphone: microphone(phone, input, effects) };
    case "connection_up":
    case "connection_lost":
    case "connection_refused":
    case "retry_due":
    case "reconnect_pressed":
      return { ...phone, connection: connection(phone, input, effects) };
    case "answer_pressed":
    case "decline_pressed":
    case "mute_pressed":
    case "unmute_pressed":
    case "command_refused":
      return pressed(phone, input, effects);
    case "echo_pressed":
      return { ...phone, echo: input.be };
    case "echo_refused":
      effects.push({ do: "say", sentence: input.sentence });
      return { ...phone, echo: "off" };
    case "meter":
      return { ...phone, meter: input.be };
  }
}

type Told = Extract<Input, { is: "socket_up" | "socket_down" | "ring" | "stop_ring" | "me" }>;

/** What the live stream says. */
function told(phone: Phone, input: Told, effects: Effect[]): Phone {
  switch (input.is) {
    case "socket_up": {
      // A server that started anew knows nothing of the old connection, and a connection
      // that waits for its next attempt has one now.
      const restarted = phone.socket.epoch !== null && phone.socket.epoch !== input.epoch;
      const now = phone.connection;
      const socket = { is: "up", epoch: input.epoch } as const;
      return { ...phone, socket, connection: restarted || now.is === "waiting" ? anew(now, effects) : now };
    }
    case "socket_down":
      return { ...phone, socket: { is: "down", epoch: phone.socket.epoch } };
    case "ring": {
      // The same ring once more after a reconnect: a press on its button stands.
      const known = phone.ring.is !== "quiet" && phone.ring.offer.offer === input.offer.offer;
      if (known && phone.ring.is !== "ringing") return phone;
      return { ...phone, ring: { is: "ringing", offer: input.offer, told: false }, echo: "off" };
    }
    case "stop_ring": {
      if (phone.ring.is === "quiet" || phone.ring.offer.offer !== input.offer) return phone;
      // The microphone stays open between "you have it" and the call itself.
      if (input.won && phone.ring.is !== "declining") return { ...phone, ring: { is: "answering", offer: phone.ring.offer, won: true } };
      const known = input.won || phone.ring.is === "declining" || input.sentence === "";
      if (!known) effects.push({ do: "say", sentence: input.sentence });
      const owed = phone.ring.is === "ringing" && !phone.ring.told ? input.offer : phone.owed;
      return { ...phone, ring: { is: "quiet" }, owed };
    }
    case "me":
      return met(phone, input.call);
  }
}

function met(phone: Phone, call: Call): Phone {
  const next: Phone = { ...phone, call };
  const { ring } = phone;
  // A ring is over once its call is the teammate's, or once its answer came to nothing.
  if (ring.is !== "quiet" && call.is === "live" && call.call === ring.offer.call) next.ring = { is: "quiet" };
  if (ring.is === "answering" && ring.won && call.is === "none") next.ring = { is: "quiet" };
  if (call.is === "none") return { ...next, hush: { is: "as_told" } };
  const same = phone.call.is === "live" && phone.call.call === call.call;
  // Once the server says muted, the server's word counts again.
  const hush = !same || call.muted ? ({ is: "as_told" } as const) : phone.hush;
  return { ...next, hush, echo: "off" };
}

type OfMicrophone = Extract<
  Input,
  { is: "microphone_seen" | "ask_pressed" | "microphone_granted" | "microphone_opened" | "microphone_failed" | "microphone_lost" | "devices_changed" }
>;

function microphone(phone: Phone, input: OfMicrophone, effects: Effect[]): Microphone {
  const now = phone.microphone;
  switch (input.is) {
    case "microphone_seen":
      return seen(now, input.permission, input.inputs);
    case "ask_pressed":
      if (now.is === "asking" || usable(now)) return now;
      effects.push({ do: "ask_for_microphone" });
      return { is: "asking" };
    case "microphone_granted":
      return now.is === "asking" ? { is: "ready" } : now;
    case "microphone_opened":
      return now.is === "opening" ? { is: "open" } : now;
    case "microphone_failed":
      return now.is === "asking" || now.is === "opening" ? { is: "trouble", why: input.why } : now;
    case "microphone_lost":
      if (now.is !== "open" && now.is !== "opening") return now;
      effects.push({ do: "look_at_microphone" });
      return { is: "unknown" };
    case "devices_changed":
      effects.push({ do: "look_at_microphone" });
      return now;
  }
}

function seen(now: Microphone, permission: Permission, inputs: number): Microphone {
  // What is open proves itself; the browser's question is answered by the person.
  if (now.is === "asking" || ((now.is === "open" || now.is === "opening") && inputs > 0)) return now;
  if (permission === "refused") return { is: "trouble", why: "refused" };
  if (inputs === 0) return { is: "trouble", why: "missing" };
  if (permission === "granted") return { is: "ready" };
  // Some browsers forget a permission that holds for this visit: what was ready stays ready.
  return now.is === "ready" ? now : { is: "ask" };
}

type OfConnection = Extract<Input, { is: "connection_up" | "connection_lost" | "connection_refused" | "retry_due" | "reconnect_pressed" }>;

function connection(phone: Phone, input: OfConnection, effects: Effect[]): Connection {
  const now = phone.connection;
  switch (input.is) {
    case "connection_up":
      return now.is === "opening" ? { is: "up" } : now;
    case "connection_lost":
      // A connection that stood is opened again at once; one that never stood waits a little.
      if (now.is === "up") return anew(now, effects);
      return now.is === "opening" ? later(now.tries, null, effects) : now;
    case "connection_refused":
      return now.is === "opening" ? later(now.tries, input.sentence, effects) : now;
    case "retry_due":
    case "reconnect_pressed":
      return now.is === "waiting" ? again(now.tries, effects) : now;
  }
}

function later(tries: number, sentence: string | null, effects: Effect[]): Connection {
  const inMs = RETRY_MS[Math.min(tries, RETRY_MS.length) - 1] ?? RETRY_MS[0];
  effects.push({ do: "retry", inMs });
  return { is: "waiting", tries, sentence };
}

function again(tries: number, effects: Effect[]): Connection {
  effects.push({ do: "open_connection" });
  return { is: "opening", tries: tries + 1 };
}

function anew(now: Connection, effects: Effect[]): Connection {
  if (now.is === "closed") return now;
  effects.push({ do: "open_connection" });
  return { is: "opening", tries: 1 };
}

type Pressed = Extract<Input, { is: "answer_pressed" | "decline_pressed" | "mute_pressed" | "unmute_pressed" | "command_refused" }>;

function pressed(phone: Phone, input: Pressed, effects: Effect[]): Phone {
  switch (input.is) {
    case "answer_pressed":
      if (phone.ring.is !== "ringing" || phone.ring.offer.auto) return phone;
      effects.push({ do: "answer", offer: phone.ring.offer.offer });
      return { ...phone, ring: { is: "answering", offer: phone.ring.offer, won: false } };
    case "decline_pressed":
      if (phone.ring.is !== "ringing" || phone.ring.offer.auto) return phone;
      effects.push({ do: "decline", offer: phone.ring.offer.offer });
      return { ...phone, ring: { is: "declining", offer: phone.ring.offer } };
    case "mute_pressed":
      if (phone.call.is !== "live") return phone;
      effects.push({ do: "mute", call: phone.call.call, be: "on" });
      // Silent at once, whatever the way to the server takes.
      return { ...phone, hush: { is: "pressed" } };
    case "unmute_pressed":
      if (phone.call.is !== "live") return phone;
      effects.push({ do: "mute", call: phone.call.call, be: "off" });
      return { ...phone, hush: { is: "as_told" } };
    case "command_refused":
      effects.push({ do: "say", sentence: input.sentence });
      return refused(phone, input.command);
  }
}

function refused(phone: Phone, command: "answer" | "decline" | "other"): Phone {
  const { ring } = phone;
  const mine = (ring.is === "answering" && command === "answer") || (ring.is === "declining" && command === "decline");
  // The ring goes on for as long as the server does not stop it.
  return mine ? { ...phone, ring: { is: "ringing", offer: ring.offer, told: true } } : phone;
}

/** Compares what the phone wanted with what it wants now, and asks for the difference. */
function settle(before: Phone, changed: Phone, effects: Effect[]): Phone {
  let phone = settleConnection(changed, effects);
  phone = settleMicrophone(before, phone, effects);
  phone = acknowledge(phone, effects);
  const was = wants(before);
  const now = wants(phone);
  if (was.bell !== now.bell) effects.push({ do: "bell", be: now.bell });
  // Nobody pressed anything: a chime in place of the ring says that somebody is on the line now.
  if (was.bell === "on" && connectedByItself(before, phone)) effects.push({ do: "chime" });
  if (was.notification !== now.notification) effects.push({ do: "notify", offer: now.notification });
  if (was.echo !== now.echo) effects.push({ do: "echo", be: now.echo });
  return phone;
}

function connectedByItself(before: Phone, phone: Phone): boolean {
  return before.ring.is === "ringing" && before.ring.offer.auto && phone.ring.is === "quiet" && carries(phone);
}

function settleConnection(phone: Phone, effects: Effect[]): Phone {
  const now = phone.connection;
  if (wants(phone).connection === "closed") {
    if (now.is === "closed") return phone;
    effects.push({ do: "close_connection" });
    return { ...phone, connection: { is: "closed" } };
  }
  // The server takes an offer only from a tab that it knows.
  if (now.is !== "closed" || phone.socket.is === "down") return phone;
  return { ...phone, connection: again(0, effects) };
}

function settleMicrophone(before: Phone, phone: Phone, effects: Effect[]): Phone {
  const want = wants(phone).microphone;
  const now = phone.microphone;
  if (want === "closed") {
    if (wants(before).microphone !== "closed") effects.push({ do: "microphone", be: "closed" });
    return now.is === "open" || now.is === "opening" ? { ...phone, microphone: { is: "ready" } } : phone;
  }
  if (now.is === "ready") {
    effects.push({ do: "microphone", be: want });
    return { ...phone, microphone: { is: "opening" } };
  }
  if ((now.is === "open" || now.is === "opening") && wants(before).microphone !== want) effects.push({ do: "microphone", be: want });
  return phone;
}

function acknowledge(phone: Phone, effects: Effect[]): Phone {
  if (!rings(phone) || phone.socket.is === "down") return phone;
  if (phone.ring.is === "ringing" && !phone.ring.told) {
    effects.push({ do: "acknowledge", offer: phone.ring.offer.offer });
    return { ...phone, ring: { ...phone.ring, told: true }, owed: null };
  }
  if (phone.owed === null) return phone;
  effects.push({ do: "acknowledge", offer: phone.owed });
  return { ...phone, owed: null };
}

/** Whether a call of the teammate is carried by the phone of tab `mine`. */
export function carrier(phoneTab: number | null, mine: number): Carrier {
  return phoneTab === mine ? "here" : "elsewhere";
}
