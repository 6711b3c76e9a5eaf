/** The one live store: a WebSocket that reconnects, resumes by sequence number and feeds the
    caches. Everything that shows live state reads it from here or from the query cache. */
import { useSyncExternalStore } from "react";
import { feed, feedAlerts, feedTasks, refetchAll } from "./feed";
import type { AlertFrame, ByeWhy, ClientFrame, Millis, MyState, RingFrame, ServerFrame, StopRingFrame } from "./model";
import { changed, type Held, resumeFrom, waitBefore, welcomed } from "./sequence";
import { browserId, TAB } from "./tab";

/** The server ticks every 5 s; two lost ticks and a little mean that nobody is there. */
const SILENCE_MS_MAX = 12_000;
/** How long opening may take before it counts as failed. */
const OPENING_MS_MAX = 8_000;

export type LiveStatus =
  | { kind: "connecting" }
  | { kind: "connected"; epoch: number }
  | { kind: "reconnecting"; since_ms: Millis; tries: number }
  | { kind: "stopped"; why: ByeWhy; sentence: string };

interface Snapshot {
  status: LiveStatus;
  me: MyState | null;
  /** The server's clock minus ours: every timer of the page counts in the server's time. */
  ahead_ms: number;
}

let snapshot: Snapshot = { status: { kind: "connecting" }, me: null, ahead_ms: 0 };
let held: Held = null;
let socket: WebSocket | null = null;
let wanted = false;
let tries = 0;
let retry: number | undefined;
let silence: number | undefined;
const watchers = new Set<() => void>();
const rings = new Set<(ring: RingFrame) => void>();
const stops = new Set<(stop: StopRingFrame) => void>();
const alerted = new Set<(alert: AlertFrame) => void>();

function show(next: Partial<Snapshot>): void {
  snapshot = { ...snapshot, ...next };
  for (const watcher of watchers) watcher();
}

/** Opens the stream; the frame does it once somebody is signed in. */
export function startLive(): void {
  if (wanted) return;
  wanted = true;
  window.addEventListener("online", tryNow);
  document.addEventListener("visibilitychange", tryNow);
  open();
}

/** Closes it for good, on signing out. */
export function stopLive(): void {
  wanted = false;
  window.removeEventListener("online", tryNow);
  document.removeEventListener("visibilitychange", tryNow);
  window.clearTimeout(retry);
  window.clearTimeout(silence);
  const old = socket;
  socket = null;
  old?.close();
  held = null;
  tries = 0;
  show({ status: { kind: "connecting" }, me: null });
}

/** A person pressed *Try again*, the network is back, or the tab was woken. */
export function tryNow(): void {
  if (!wanted || snapshot.status.kind === "stopped" || document.visibilityState === "hidden") return;
  if (socket !== null && socket.readyState <= WebSocket.OPEN) return;
  window.clearTimeout(retry);
  open();
}

/** Closes the stream even if it looks open, and opens a new one at once: after sleep or a change of
    networks a dead socket looks alive for a while. */
export function reconnect(): void {
  if (!wanted || snapshot.status.kind === "stopped") return;
  const old = socket;
  if (old !== null) lost();
  old?.close();
  window.clearTimeout(retry);
  open();
}

/** After *replaced* or *too slow*: the person takes the stream back into this tab. */
export function takeOver(): void {
  stopLive();
  startLive();
}

function open(): void {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const mine = new WebSocket(`${scheme}://${location.host}/api/v1/live`);
  socket = mine;
  heard(OPENING_MS_MAX);
  mine.onopen = () => send({ type: "hello", tab: TAB, browser: browserId(), ...resumeFrom(held) });
  mine.onmessage = (event: MessageEvent<string>) => {
    if (socket !== mine) return;
    heard(SILENCE_MS_MAX);
    take(JSON.parse(event.data) as ServerFrame);
  };
  mine.onclose = () => {
    if (socket === mine) lost();
  };
}

/** A sign of life; the next must come within `ms`. */
function heard(ms: number): void {
  window.clearTimeout(silence);
  silence = window.setTimeout(() => {
    const dead = socket;
    if (dead === null) return;
    lost();
    dead.close();
  }, ms);
}

function lost(): void {
  socket = null;
  window.clearTimeout(silence);
  if (!wanted || snapshot.status.kind === "stopped") return;
  const since_ms = snapshot.status.kind === "reconnecting" ? snapshot.status.since_ms : Date.now();
  show({ status: { kind: "reconnecting", since_ms, tries } });
  retry = window.setTimeout(open, waitBefore(tries, Math.random()));
  tries += 1;
}

function take(frame: ServerFrame): void {
  switch (frame.type) {
    case "welcome": {
      tries = 0;
      const judged = welcomed(held, frame);
      held = judged.held;
      show({ status: { kind: "connected", epoch: frame.epoch }, ahead_ms: frame.server_ms - Date.now() });
      if (judged.verdict === "refetch") refetchAll();
      return;
    }
    case "changes": {
      const judged = changed(held, frame);
      held = judged.held;
      if (judged.verdict === "apply") feed(frame);
      if (judged.verdict === "refetch") refetchAll();
      return;
    }
    case "me":
      show({ me: frame.me });
      return;
    case "ring":
      show({ ahead_ms: frame.server_ms - Date.now() });
      for (const ring of rings) ring(frame);
      return;
    case "stop_ring":
      for (const stop of stops) stop(frame);
      return;
    case "tasks":
      feedTasks(frame.mine_open);
      return;
    case "alert":
      feedAlerts(frame.unseen);
      for (const then of alerted) then(frame);
      return;
    case "tick":
      show({ ahead_ms: frame.server_ms - Date.now() });
      send({ type: "pong" });
      return;
    case "bye":
      goodbye(frame.why, frame.sentence);
      return;
    default:
      // A newer server may say more than this page knows.
      frame satisfies never;
  }
}

function goodbye(why: ByeWhy, sentence: string): void {
  switch (why) {
    case "stopping":
      // It restarts: the close that follows starts the tries.
      return;
    case "too_slow":
      // We fell behind; a fresh start holds everything again.
      held = null;
      return;
    case "signed_out":
    case "removed":
    case "replaced":
      // What one was doing is not known here any more; the handset must not offer to end it.
      show({ status: { kind: "stopped", why, sentence }, me: null });
      return;
    default:
      why satisfies never;
  }
}

/** Sends a frame if the stream is open; what is not open cannot be told anything. */
export function send(frame: ClientFrame): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}

/** An offer rings this teammate. Returns how to stop listening. */
export function onRing(then: (ring: RingFrame) => void): () => void {
  rings.add(then);
  return () => rings.delete(then);
}

/** An offer stopped ringing. */
export function onStopRing(then: (stop: StopRingFrame) => void): () => void {
  stops.add(then);
  return () => stops.delete(then);
}

/** An alert came for this teammate. Returns how to stop listening. */
export function onAlert(then: (alert: AlertFrame) => void): () => void {
  alerted.add(then);
  return () => alerted.delete(then);
}

/** Calls `then` on every change of the store, for what lives outside React. */
export function watchLive(then: () => void): () => void {
  watchers.add(then);
  return () => watchers.delete(then);
}

/** The connection, for what lives outside React. */
export function liveStatus(): LiveStatus {
  return snapshot.status;
}

/** One's own state, for what lives outside React. */
export function myState(): MyState | null {
  return snapshot.me;
}

/** Now, by the server's clock. */
export function serverNow(): Millis {
  return Date.now() + snapshot.ahead_ms;
}

/** The connection. */
export function useLive(): LiveStatus {
  return useSyncExternalStore(watchLive, liveStatus);
}

/** One's own state: status, readiness, the call. `null` until the stream told it. */
export function useMe(): MyState | null {
  return useSyncExternalStore(watchLive, myState);
}
