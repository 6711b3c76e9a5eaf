// The only file that touches WebRTC: one connection kept warm, a microphone that is opened
// when somebody talks, and the sound of the far end.

import { level, type Level } from "./level";
import type { MicrophoneTrouble } from "./state";
import type { Preferences } from "./preferences";
import type { Wants } from "./wants";

/** What the media tell the machine. */
export type Heard =
  | { is: "connection_up" }
  | { is: "connection_lost" }
  | { is: "connection_refused"; sentence: string }
  | { is: "microphone_opened" }
  | { is: "microphone_failed"; why: MicrophoneTrouble }
  | { is: "microphone_lost" };

/** What the media need of the page. */
export interface Surroundings {
  /** Sends the offer, returns the answer; a rejection carries the sentence to show. */
  offer: (sdp: string) => Promise<string>;
  refusal: (error: unknown) => string;
  audio: HTMLAudioElement;
  heard: (what: Heard) => void;
  preferences: () => Preferences;
}

/** The addresses of this machine are known a few milliseconds after the first of them; what comes
    later (TCP, slow interfaces) a server with one open port has no use for. */
const GATHERING_MS = 40;
const GATHERING_MS_MAX = 400;
/** A handshake that takes longer has met a closed door: a firewall, a wrong address. */
const HANDSHAKE_MS_MAX = 8_000;
/** Browsers call a connection *disconnected* at the first silence; short ones mend themselves. */
const SILENCE_MS_MAX = 500;
/** RFC 4733 tones as long as a quick finger makes them, and the pause after them. */
const TONE_MS = 120;
const TONE_PAUSE_MS = 60;

/** The sound of a call. */
export interface Media {
  open: () => void;
  close: () => void;
  microphone: (be: Wants["microphone"]) => void;
  /** Opens and closes the microphone once, so that the browser asks its question. */
  ask: () => Promise<MicrophoneTrouble | null>;
  /** Other devices or another treatment of the sound were chosen. */
  rechoose: () => void;
  keys: (digits: string) => boolean;
  /** 0 to 1, of what the microphone hears; 0 while it is closed. */
  level: () => number;
}

/** Makes the media of a tab. Nothing is opened yet. */
export function media(around: Surroundings): Media {
  let line: RTCPeerConnection | null = null;
  let sender: RTCRtpSender | null = null;
  let stream: MediaStream | null = null;
  let wanted: Wants["microphone"] = "closed";
  let opening: Promise<void> | null = null;
  let meter: Level | null = null;
  // What the sender was last told; its own `track` lags behind.
  let attached: MediaStreamTrack | null = null;

  const attach = () => {
    const track = stream?.getAudioTracks()[0] ?? null;
    if (track) track.enabled = wanted === "sending" || wanted === "ready";
    const out = wanted === "sending" || wanted === "silent" ? track : null;
    if (!sender || attached === out) return;
    attached = out;
    void sender.replaceTrack(out).catch(() => undefined);
  };
  const shut = () => {
    meter?.close();
    meter = null;
    for (const track of stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    stream = null;
  };
  const take = (opened: MediaStream) => {
    shut();
    stream = opened;
    const [track] = opened.getAudioTracks();
    if (track) {
      track.onended = () => {
        shut();
        attach();
        around.heard({ is: "microphone_lost" });
      };
    }
    attach();
  };
  const openMicrophone = async () => {
    try {
      const opened = await navigator.mediaDevices.getUserMedia({ audio: constraints(around.preferences()) });
      if (wanted === "closed") return stop(opened);
      take(opened);
      around.heard({ is: "microphone_opened" });
    } catch (error) {
      around.heard({ is: "microphone_failed", why: trouble(error) });
    } finally {
      opening = null;
    }
  };
  const hang = () => {
    const old = line;
    line = null;
    sender = null;
    attached = null;
    if (!old) return;
    old.onconnectionstatechange = null;
    old.onicecandidate = null;
    old.ontrack = null;
    old.close();
  };

  return {
    open: () => {
      hang();
      const made = dial(around, (next) => line === next);
      line = made.connection;
      sender = made.sender;
      attach();
    },
    close: () => {
      hang();
      around.audio.srcObject = null;
    },
    microphone: (be) => {
      wanted = be;
      if (be === "closed") shut();
      attach();
      if (be === "closed") return;
      // A loudspeaker that was refused before the first click may sound now.
      void speak(around.audio, around.preferences().speaker);
      if (!stream) opening ??= openMicrophone();
    },
    ask: async () => {
      try {
        stop(await navigator.mediaDevices.getUserMedia({ audio: constraints(around.preferences()) }));
        return null;
      } catch (error) {
        return trouble(error);
      }
    },
    rechoose: () => {
      void speak(around.audio, around.preferences().speaker);
      // The old microphone speaks until the new one does.
      if (stream) opening ??= openMicrophone();
    },
    keys: (digits) => {
      const dtmf = sender?.dtmf;
      if (!dtmf?.canInsertDTMF) return false;
      // What is inserted takes the place of what was not sent yet.
      dtmf.insertDTMF(dtmf.toneBuffer + digits, TONE_MS, TONE_PAUSE_MS);
      return true;
    },
    level: () => {
      if (!stream) return 0;
      meter ??= level(stream);
      return meter.read();
    },
  };
}

interface Dialled {
  connection: RTCPeerConnection;
  sender: RTCRtpSender;
}

/** Opens a connection; `current` says whether it is still the one that counts. */
function dial(around: Surroundings, current: (connection: RTCPeerConnection) => boolean): Dialled {
  const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const transceiver = connection.addTransceiver("audio", { direction: "sendrecv" });
  prefer(transceiver);
  let stood = false;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const late = setTimeout(() => lose(), HANDSHAKE_MS_MAX);
  const lose = (sentence: string | null = null) => {
    clearTimeout(late);
    clearTimeout(silence);
    if (!current(connection)) return;
    connection.onconnectionstatechange = null;
    around.heard(sentence === null ? { is: "connection_lost" } : { is: "connection_refused", sentence });
  };
  connection.ontrack = (event) => {
    if (!current(connection)) return;
    around.audio.srcObject = event.streams[0] ?? new MediaStream([event.track]);
    void speak(around.audio, around.preferences().speaker);
  };
  connection.onconnectionstatechange = () => {
    clearTimeout(silence);
    const state = connection.connectionState;
    if (state === "connected" && !stood && current(connection)) {
      stood = true;
      clearTimeout(late);
      around.heard({ is: "connection_up" });
    } else if (state === "failed" || state === "closed") lose();
    else if (state === "disconnected") silence = setTimeout(() => lose(), SILENCE_MS_MAX);
  };
  void negotiate(connection, around).catch((error: unknown) => lose(around.refusal(error)));
  return { connection, sender: transceiver.sender };
}

async function negotiate(connection: RTCPeerConnection, around: Surroundings): Promise<void> {
  await connection.setLocalDescription(await connection.createOffer());
  await gathered(connection);
  const sdp = await around.offer(connection.localDescription?.sdp ?? "");
  if (connection.signalingState !== "closed") await connection.setRemoteDescription({ type: "answer", sdp });
}

/** One offer with the addresses in it: nothing trickles. */
function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((done) => {
    setTimeout(done, GATHERING_MS_MAX);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) done();
      else setTimeout(done, GATHERING_MS);
    };
  });
}

/** Trunks speak G.711: what both sides speak needs no transcoding. The rest stays offered behind it. */
function prefer(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpReceiver.getCapabilities("audio")?.codecs ?? [];
  const rank = (type: string) => ["audio/pcmu", "audio/pcma"].indexOf(type.toLowerCase());
  const first = codecs.filter((codec) => rank(codec.mimeType) >= 0).toSorted((a, b) => rank(a.mimeType) - rank(b.mimeType));
  if (first.length === 0 || !("setCodecPreferences" in transceiver)) return;
  transceiver.setCodecPreferences([...first, ...codecs.filter((codec) => rank(codec.mimeType) < 0)]);
}

function constraints(preferences: Preferences): MediaTrackConstraints {
  const { microphone, echoCancellation, noiseSuppression, autoGain } = preferences;
  // Ideal, not exact: a device that was unplugged is replaced by the default one.
  const device = microphone === null ? {} : { deviceId: { ideal: microphone } };
  return { ...device, channelCount: { ideal: 1 }, echoCancellation, noiseSuppression, autoGainControl: autoGain };
}

/** What the names of `getUserMedia`'s errors mean for a person. */
function trouble(error: unknown): MicrophoneTrouble {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "broken";
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Plays an element through the chosen loudspeaker; an unplugged one falls back to the default. */
export async function speak(audio: HTMLAudioElement, speaker: string | null): Promise<void> {
  try {
    if ("setSinkId" in audio && audio.sinkId !== (speaker ?? "")) await audio.setSinkId(speaker ?? "");
  } catch {
    await audio.setSinkId("").catch(() => undefined);
  }
  // Refused before the first click in a page; the call itself begins with one.
  await audio.play().catch(() => undefined);
}
