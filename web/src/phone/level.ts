/** A level meter on a stream: how loud the last moment was, as a bar shows it. */
export interface Level {
  read: () => number;
  close: () => void;
}

/** Quieter than this is an empty bar: the hiss of a room. */
const FLOOR_DB = -60;

/** Measures `stream` until it is closed. */
export function level(stream: MediaStream): Level {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  void context.resume().catch(() => undefined);
  return {
    read: () => {
      analyser.getFloatTimeDomainData(samples);
      return bar(samples);
    },
    close: () => {
      source.disconnect();
      void context.close().catch(() => undefined);
    },
  };
}

/** The loudness of some samples as 0 to 1, linear in decibels as ears are. */
export function bar(samples: ArrayLike<number>): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] ?? 0) ** 2;
  const db = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}
