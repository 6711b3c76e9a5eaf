// What a person chose for this browser: devices, loudness, treatment of the sound. It belongs
// to the machine on the desk, not to the account, and so it is kept in the browser.

/** The choices; `null` is the device that the system uses. */
export interface Preferences {
  microphone: string | null;
  speaker: string | null;
  /** Where it rings: often the loudspeaker, while one talks through a headset. */
  ringer: string | null;
  /** 0 to 1. */
  ringVolume: number;
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGain: boolean;
  /** Open the microphone while it rings, so that Answer connects at once. */
  instantly: boolean;
}

const KEY = "cordboard.phone";

/** What holds until somebody chooses. */
export const usual: Preferences = {
  microphone: null,
  speaker: null,
  ringer: null,
  ringVolume: 0.6,
  echoCancellation: true,
  noiseSuppression: true,
  autoGain: true,
  instantly: true,
};

/** Reads what was kept; whatever does not fit is the usual. */
export function read(kept: string | null): Preferences {
  const found = parsed(kept);
  const device = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  const toggle = (value: unknown, otherwise: boolean) => (typeof value === "boolean" ? value : otherwise);
  const volume = found["ringVolume"];
  return {
    microphone: device(found["microphone"]),
    speaker: device(found["speaker"]),
    ringer: device(found["ringer"]),
    ringVolume: typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : usual.ringVolume,
    echoCancellation: toggle(found["echoCancellation"], usual.echoCancellation),
    noiseSuppression: toggle(found["noiseSuppression"], usual.noiseSuppression),
    autoGain: toggle(found["autoGain"], usual.autoGain),
    instantly: toggle(found["instantly"], usual.instantly),
  };
}

function parsed(kept: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(kept ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The choices of this browser, shared by its tabs. */
export interface Kept {
  now: () => Preferences;
  choose: (some: Partial<Preferences>) => void;
  subscribe: (then: () => void) => () => void;
}

/** Opens what this browser keeps. Storage can be forbidden; then choices last as long as the page. */
export function kept(): Kept {
  let held = read(stored());
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const then of listeners) then();
  };
  const elsewhere = (event: StorageEvent) => {
    if (event.key !== KEY) return;
    held = read(event.newValue);
    tell();
  };
  return {
    now: () => held,
    choose: (some) => {
      held = { ...held, ...some };
      try {
        localStorage.setItem(KEY, JSON.stringify(held));
      } catch {
        // Forbidden or full: the choice still holds in this page.
      }
      tell();
    },
    subscribe: (then) => {
      // Another tab may choose as well; heard as long as anybody here listens.
      if (listeners.size === 0) window.addEventListener("storage", elsewhere);
      listeners.add(then);
      return () => {
        listeners.delete(then);
        if (listeners.size === 0) window.removeEventListener("storage", elsewhere);
      };
    },
  };
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
