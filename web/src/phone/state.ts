// What the browser phone of one tab is. Every state is a tagged union, so that a
// combination that cannot be does not have a spelling.

/** Which of a browser's tabs is the phone. One holds it, the others wait for it. */
export type Tab = "unsettled" | "holds" | "waits";

/** Why there is no microphone although the page wants one. */
export type MicrophoneTrouble = "refused" | "missing" | "busy" | "broken";

/** The microphone, as far as the browser lets the page know. */
export type Microphone =
  /** Nobody has looked yet. */
  | { is: "unknown" }
  /** The browser would ask the person first. */
  | { is: "ask" }
  /** The browser's question is on the screen. */
  | { is: "asking" }
  /** It may be opened at once, and there is one. */
  | { is: "ready" }
  | { is: "opening" }
  | { is: "open" }
  | { is: "trouble"; why: MicrophoneTrouble };

/** The audio connection to the server, kept warm while this tab is the phone. */
export type Connection =
  | { is: "closed" }
  | { is: "opening"; tries: number }
  | { is: "up" }
  /** It failed `tries` times in a row and is tried again soon. */
  | { is: "waiting"; tries: number; sentence: string | null };

/** The live stream of the page; `epoch` is the server's life that was last seen. */
export type Socket = { is: "down"; epoch: number | null } | { is: "up"; epoch: number };

/** A ring of the server, as far as the phone needs it. */
export interface Offer {
  offer: number;
  call: number;
  /** The call connects by itself; there is no Decline. */
  auto: boolean;
}

/** What rings in this tab. */
export type Ring =
  | { is: "quiet" }
  /** `told` once the server knows that this tab rings. */
  | { is: "ringing"; offer: Offer; told: boolean }
  /** Answer was pressed. `won`: the server said yes, the call is about to be here. */
  | { is: "answering"; offer: Offer; won: boolean }
  | { is: "declining"; offer: Offer };

/** Where the sound of the teammate's call goes. */
export type Carrier = "here" | "elsewhere";

/** The teammate's call. */
export type Call =
  | { is: "none" }
  | { is: "live"; call: number; stage: "talking" | "on_hold"; muted: boolean; parted: boolean; carrier: Carrier };

/** What the mute button was last pressed to, until the server has said the same. */
export type Hush = { is: "as_told" } | { is: "pressed" };

/** Whether the page may make sounds; browsers allow it after the first click in a page. */
export type Sound = "unknown" | "allowed" | "blocked";

/** Whether the browser may show notifications. */
export type Notices = "ask" | "granted" | "refused" | "absent";

/** The test call: one hears oneself. */
export type Echo = "off" | "on";

/** The phone of one tab. */
export interface Phone {
  /** `ended` after signing out or being removed: everything is closed and stays so. */
  life: { is: "running" } | { is: "ended"; sentence: string };
  secure: boolean;
  takesCalls: boolean;
  page: "shown" | "hidden";
  tab: Tab;
  socket: Socket;
  microphone: Microphone;
  connection: Connection;
  ring: Ring;
  /** A ring that passed while nobody could notice it here. The server takes the tab for frozen until it answers. */
  owed: number | null;
  call: Call;
  hush: Hush;
  sound: Sound;
  notices: Notices;
  echo: Echo;
  /** Somebody looks at the level meter. */
  meter: "off" | "on";
  /** Open the microphone while it rings, silent, so that Answer has nothing to wait for. */
  instantly: boolean;
}

/** A phone that knows nothing yet. */
export const unborn: Phone = {
  life: { is: "running" },
  secure: true,
  takesCalls: true,
  page: "shown",
  tab: "unsettled",
  socket: { is: "down", epoch: null },
  microphone: { is: "unknown" },
  connection: { is: "closed" },
  ring: { is: "quiet" },
  owed: null,
  call: { is: "none" },
  hush: { is: "as_told" },
  sound: "unknown",
  notices: "ask",
  echo: "off",
  meter: "off",
  instantly: true,
};

/** Whether a call could use the microphone without asking anybody. */
export function usable(microphone: Microphone): boolean {
  return microphone.is === "ready" || microphone.is === "opening" || microphone.is === "open";
}

/** Whether the teammate's call is carried by this tab. */
export function carries(phone: Phone): boolean {
  return phone.call.is === "live" && phone.call.carrier === "here";
}

/** Whether the caller hears nothing from this teammate, as the button shows it. */
export function muted(phone: Phone): boolean {
  return phone.hush.is === "pressed" || (phone.call.is === "live" && phone.call.muted);
}
