// The ring: two soft notes and a pause, until somebody answers.

/** The two notes, a major third apart: heard across a room, pleasant on the fortieth call. */
const NOTES_HZ = [659.25, 830.61] as const;
const NOTE_S = 0.42;
/** The second note begins while the first still sounds. */
const STEP_S = 0.2;
/** One turn of the ring with its pause. */
const TURN_S = 2.4;
/** Loud enough beside a voice at full volume, and never clipped. */
const PEAK = 0.5;

/** One turn of the ring as samples between -1 and 1. */
export function turn(rate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(TURN_S * rate));
  for (const at of [0, 2 * NOTE_S]) {
    NOTES_HZ.forEach((hz, place) => note(samples, rate, at + place * STEP_S, hz));
  }
  return samples;
}

function note(samples: Float32Array, rate: number, fromS: number, hz: number): void {
  const from = Math.round(fromS * rate);
  const length = Math.round(NOTE_S * rate);
  for (let i = 0; i < length && from + i < samples.length; i += 1) {
    const at = i / length;
    // Struck quickly, dies away slowly, ends in silence: no click at either end.
    const loud = Math.min(1, at / 0.04) * (1 - at) ** 2;
    const phase = (2 * Math.PI * hz * i) / rate;
    const tone = Math.sin(phase) + 0.25 * Math.sin(2 * phase);
    samples[from + i] = (samples[from + i] ?? 0) + PEAK * 0.6 * loud * tone;
  }
}

/** The bell of a page. */
export interface Bell {
  ring: (be: "on" | "off") => void;
  /** One turn of the ring, for a call that connects by itself. */
  chime: () => void;
  /** 0 to 1, also while it rings. */
  loud: (volume: number) => void;
  /** The device it rings on; `null` is the system's. */
  through: (device: string | null) => void;
  /** Tries whether the page may make sounds now, and says so. */
  wake: () => void;
  close: () => void;
}

/** Hangs up a bell; `sound` hears whether the browser lets it sound. */
export function bell(sound: (may: "allowed" | "blocked") => void): Bell {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  let source: AudioBufferSourceNode | null = null;
  let wanted: "on" | "off" = "off";
  const told = () => sound(context.state === "running" ? "allowed" : "blocked");
  const rest = () => {
    // A context that runs keeps the sound card awake.
    if (wanted === "off" && context.state === "running") void context.suspend().catch(() => undefined);
  };
  const wake = () => {
    // A refused `resume` stays pending for ever, so the answer is read from the state.
    void context.resume().then(() => {
      told();
      rest();
    }, told);
    setTimeout(() => context.state !== "running" && wanted === "on" && told(), BLOCKED_MS);
  };
  const start = (times: "once" | "again and again") => {
    const samples = turn(context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = times === "again and again";
    source.onended = rest;
    source.connect(gain);
    source.start();
  };
  const still = () => {
    if (source) source.onended = null;
    source?.stop();
    source?.disconnect();
    source = null;
  };
  return {
    ring: (be) => {
      wanted = be;
      still();
      if (be === "off") return rest();
      start("again and again");
      wake();
    },
    chime: () => {
      still();
      start("once");
      void context.resume().catch(() => undefined);
    },
    loud: (volume) => gain.gain.setTargetAtTime(volume ** 2, context.currentTime, 0.02),
    through: (device) => {
      const movable = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
      void movable.setSinkId?.(device ?? "").catch(() => movable.setSinkId?.("").catch(() => undefined));
    },
    wake,
    close: () => void context.close().catch(() => undefined),
  };
}

/** A context that may run does so within this time. */
const BLOCKED_MS = 250;
