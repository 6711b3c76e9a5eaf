import { describe, expect, test } from "vitest";
import { carrier, RETRY_MS, step, type Effect, type Input } from "./machine";
import { muted, unborn, type Call, type Offer, type Phone } from "./state";

const OFFER: Offer = { offer: 7, call: 5, auto: false };
const AUTO: Offer = { offer: 8, call: 6, auto: true };
const NO_CALL: Call = { is: "none" };
const live = (more: Partial<Extract<Call, { is: "live" }>> = {}): Call => ({
  is: "live",
  call: 5,
  stage: "talking",
  muted: false,
  parted: false,
  carrier: "here",
  ...more,
});

const started: Input = { is: "started", secure: true, takesCalls: true, instantly: true, page: "shown" };
const allowed: Input = { is: "microphone_seen", permission: "granted", inputs: 1 };
/** A page that has come up: this tab is the phone, its connection stands. */
const READY: Input[] = [started, { is: "sound_allowed" }, { is: "tab_elected" }, allowed, { is: "socket_up", epoch: 1 }, { is: "connection_up" }];
const TALKING: Input[] = [...READY, { is: "ring", offer: OFFER }, { is: "answer_pressed" }, { is: "me", call: live() }, { is: "microphone_opened" }];

interface After {
  phone: Phone;
  /** What the last input asked for. */
  effects: Effect[];
  /** All that was asked for, in order. */
  all: Effect[];
}

function after(...inputs: Input[]): After {
  let phone = unborn;
  let effects: Effect[] = [];
  const all: Effect[] = [];
  for (const input of inputs) {
    ({ phone, effects } = step(phone, input));
    all.push(...effects);
  }
  return { phone, effects, all };
}

/** What the microphone was last told to be. */
function microphone({ all }: After): string {
  const told = all.findLast((effect) => effect.do === "microphone");
  return told?.do === "microphone" ? told.be : "closed";
}

describe("coming up", () => {
  test("the connection is opened once this tab is the phone, the microphone is allowed and the server knows the tab", () => {
    const { phone, effects } = after(started, { is: "tab_elected" }, allowed, { is: "socket_up", epoch: 1 });
    expect(effects).toContainEqual({ do: "open_connection" });
    expect(phone.connection).toEqual({ is: "opening", tries: 1 });
  });
  test.each<[string, Input[]]>([
    ["the tab waits for another one", [started, { is: "tab_waits" }, allowed, { is: "socket_up", epoch: 1 }]],
    ["the server is not there", [started, { is: "tab_elected" }, allowed]],
    ["the microphone was not allowed yet", [started, { is: "tab_elected" }, { is: "microphone_seen", permission: "ask", inputs: 1 }, { is: "socket_up", epoch: 1 }]],
    ["the page is not secure", [{ ...started, secure: false }, { is: "tab_elected" }, allowed, { is: "socket_up", epoch: 1 }]],
    ["the role takes no calls", [{ ...started, takesCalls: false }, { is: "tab_elected" }, allowed, { is: "socket_up", epoch: 1 }]],
  ])("nothing is opened while %s", (_, inputs) => {
    expect(after(...inputs).all).not.toContainEqual({ do: "open_connection" });
  });
  test("the microphone stays closed while nobody talks", () => {
    expect(microphone(after(...READY))).toBe("closed");
  });
});

describe("the microphone", () => {
  test.each<[string, Input[], Phone["microphone"]]>([
    ["refused", [started, { is: "microphone_seen", permission: "refused", inputs: 1 }], { is: "trouble", why: "refused" }],
    ["missing", [started, { is: "microphone_seen", permission: "granted", inputs: 0 }], { is: "trouble", why: "missing" }],
    ["asked for and refused", [started, { is: "microphone_seen", permission: "ask", inputs: 1 }, { is: "ask_pressed" }, { is: "microphone_failed", why: "refused" }], { is: "trouble", why: "refused" }],
    ["asked for and given", [started, { is: "microphone_seen", permission: "ask", inputs: 1 }, { is: "ask_pressed" }, { is: "microphone_granted" }], { is: "ready" }],
    ["plugged in", [started, { is: "microphone_seen", permission: "granted", inputs: 0 }, { is: "devices_changed" }, allowed], { is: "ready" }],
    ["allowed in the address bar", [started, { is: "microphone_seen", permission: "refused", inputs: 1 }, allowed], { is: "ready" }],
    ["given for this visit only", [started, { is: "microphone_seen", permission: "ask", inputs: 1 }, { is: "ask_pressed" }, { is: "microphone_granted" }, { is: "microphone_seen", permission: "ask", inputs: 1 }], { is: "ready" }],
  ])("%s", (_, inputs, expected) => {
    expect(after(...inputs).phone.microphone).toEqual(expected);
  });
  test("a phone whose microphone is refused closes its connection, so that nobody is rung in vain", () => {
    const { phone, effects } = after(...READY, { is: "microphone_seen", permission: "refused", inputs: 1 });
    expect(phone.connection).toEqual({ is: "closed" });
    expect(effects).toContainEqual({ do: "close_connection" });
  });
  test("unplugged while idle, it is looked for before the phone gives up", () => {
    const { phone, effects } = after(...READY, { is: "meter", be: "on" }, { is: "microphone_opened" }, { is: "microphone_lost" });
    expect(effects).toContainEqual({ do: "look_at_microphone" });
    expect(phone.connection).toEqual({ is: "up" });
  });
  test("unplugged while talking, the next device is opened by itself", () => {
    const told = after(...TALKING, { is: "microphone_lost" }, allowed);
    expect(told.effects).toContainEqual({ do: "microphone", be: "sending" });
    expect(told.phone.microphone).toEqual({ is: "opening" });
  });
  test.each(["refused", "missing", "busy", "broken"] as const)("%s while talking, the caller is still heard", (why) => {
    const { phone, all } = after(...READY, { is: "me", call: live() }, { is: "microphone_failed", why });
    expect(phone.microphone).toEqual({ is: "trouble", why });
    expect(phone.connection).toEqual({ is: "up" });
    expect(all).not.toContainEqual({ do: "close_connection" });
  });
  test("busy while talking and asked for again, it speaks", () => {
    const told = after(...READY, { is: "me", call: live() }, { is: "microphone_failed", why: "busy" }, { is: "ask_pressed" }, { is: "microphone_granted" });
    expect(told.effects).toContainEqual({ do: "microphone", be: "sending" });
  });
});

describe("ringing", () => {
  test("a tab that can ring says so at once, and the bell sounds", () => {
    const { phone, effects } = after(...READY, { is: "ring", offer: OFFER });
    expect(effects).toContainEqual({ do: "acknowledge", offer: 7 });
    expect(effects).toContainEqual({ do: "bell", be: "on" });
    expect(phone.ring).toEqual({ is: "ringing", offer: OFFER, told: true });
  });
  test("the same ring after a reconnect is acknowledged once more and shown once", () => {
    const { effects, phone } = after(...READY, { is: "ring", offer: OFFER }, { is: "ring", offer: OFFER });
    expect(effects).toEqual([{ do: "acknowledge", offer: 7 }]);
    expect(phone.ring.is).toBe("ringing");
  });
  test.each<[string, Input[]]>([
    ["a tab that is not the phone", [started, { is: "tab_waits" }, { is: "socket_up", epoch: 1 }, { is: "ring", offer: OFFER }]],
    ["a tab whose connection has just broken", [...READY, { is: "connection_lost" }, { is: "ring", offer: OFFER }]],
    ["a silent page that nobody sees", [...READY, { is: "sound_blocked" }, { is: "page_hidden" }, { is: "ring", offer: OFFER }]],
  ])("%s does not claim to ring", (_, inputs) => {
    expect(after(...inputs).all.some((effect) => effect.do === "acknowledge")).toBe(false);
  });
  test.each<[string, Input[]]>([
    ["the connection is back", [...READY, { is: "connection_lost" }, { is: "ring", offer: OFFER }, { is: "connection_up" }]],
    ["the page is shown", [...READY, { is: "sound_blocked" }, { is: "page_hidden" }, { is: "ring", offer: OFFER }, { is: "page_shown" }]],
    ["the tab is elected", [started, allowed, { is: "tab_waits" }, { is: "socket_up", epoch: 1 }, { is: "ring", offer: OFFER }, { is: "tab_elected" }, { is: "connection_up" }]],
  ])("it says so late, once %s", (_, inputs) => {
    expect(after(...inputs).effects).toContainEqual({ do: "acknowledge", offer: 7 });
  });
  test("a ring that nobody could notice is owned up to once somebody can, so that the next one comes", () => {
    const missed = after(...READY, { is: "sound_blocked" }, { is: "page_hidden" }, { is: "ring", offer: OFFER }, { is: "stop_ring", offer: 7, won: false, sentence: "It moved on." });
    const back = step(missed.phone, { is: "page_shown" });
    expect(back.effects).toEqual([{ do: "acknowledge", offer: 7 }]);
    expect(step(back.phone, { is: "page_hidden" }).effects).toEqual([]);
  });
  test("a page without a microphone rings for the teammate's desk phone", () => {
    const { effects } = after(started, { is: "sound_allowed" }, { is: "tab_elected" }, { is: "microphone_seen", permission: "refused", inputs: 1 }, { is: "socket_up", epoch: 1 }, { is: "ring", offer: OFFER });
    expect(effects).toContainEqual({ do: "acknowledge", offer: 7 });
  });
  test("with sounds blocked a hidden page rings by a notification, and takes it away when it is seen", () => {
    const hidden = after(...READY, { is: "sound_blocked" }, { is: "notices_seen", notices: "granted" }, { is: "page_hidden" }, { is: "ring", offer: OFFER });
    expect(hidden.effects).toContainEqual({ do: "notify", offer: 7 });
    expect(hidden.effects).toContainEqual({ do: "acknowledge", offer: 7 });
    expect(step(hidden.phone, { is: "page_shown" }).effects).toContainEqual({ do: "notify", offer: null });
  });
  test("only one tab of a browser sounds", () => {
    const { all, phone } = after(started, { is: "sound_allowed" }, { is: "tab_waits" }, { is: "ring", offer: OFFER });
    expect(phone.ring.is).toBe("ringing");
    expect(all).not.toContainEqual({ do: "bell", be: "on" });
  });
  test("the ring ends with the server's sentence", () => {
    const { phone, effects } = after(...READY, { is: "ring", offer: OFFER }, { is: "stop_ring", offer: 7, won: false, sentence: "The caller hung up." });
    expect(phone.ring).toEqual({ is: "quiet" });
    expect(effects).toContainEqual({ do: "bell", be: "off" });
    expect(effects).toContainEqual({ do: "say", sentence: "The caller hung up." });
    expect(microphone({ phone, effects, all: effects })).toBe("closed");
  });
  test("the end of another ring leaves this one alone", () => {
    expect(after(...READY, { is: "ring", offer: OFFER }, { is: "stop_ring", offer: 3, won: false, sentence: "Old." }).phone.ring.is).toBe("ringing");
  });
});

describe("answering", () => {
  test("the microphone is open before Answer is pressed, and sends nothing", () => {
    expect(microphone(after(...READY, { is: "ring", offer: OFFER }))).toBe("ready");
  });
  test("who does not want that has it opened by the press", () => {
    const ringing = [...READY, { is: "preferred", instantly: false }, { is: "ring", offer: OFFER }] satisfies Input[];
    expect(microphone(after(...ringing))).toBe("closed");
    expect(microphone(after(...ringing, { is: "answer_pressed" }))).toBe("sending");
  });
  test("a press answers, once", () => {
    const { all, phone } = after(...READY, { is: "ring", offer: OFFER }, { is: "answer_pressed" }, { is: "answer_pressed" });
    expect(all.filter((effect) => effect.do === "answer")).toEqual([{ do: "answer", offer: 7 }]);
    expect(phone.ring.is).toBe("answering");
  });
  test("the microphone stays open between the end of the ring and the call", () => {
    const stopped = after(...READY, { is: "ring", offer: OFFER }, { is: "microphone_opened" }, { is: "answer_pressed" }, { is: "stop_ring", offer: 7, won: true, sentence: "You are connected." });
    expect(microphone(stopped)).toBe("sending");
    const talks = step(stopped.phone, { is: "me", call: live() });
    expect(talks.phone.ring).toEqual({ is: "quiet" });
    expect(talks.effects.filter((effect) => effect.do === "microphone")).toEqual([]);
  });
  test("an answer that came to nothing ends quietly", () => {
    const { phone } = after(...READY, { is: "ring", offer: OFFER }, { is: "answer_pressed" }, { is: "stop_ring", offer: 7, won: true, sentence: "" }, { is: "me", call: NO_CALL });
    expect(phone.ring).toEqual({ is: "quiet" });
  });
  test("a refused answer says why, and the phone rings on", () => {
    const { phone, effects } = after(...READY, { is: "ring", offer: OFFER }, { is: "answer_pressed" }, { is: "command_refused", command: "answer", sentence: "Somebody else answered." });
    expect(phone.ring.is).toBe("ringing");
    expect(effects).toContainEqual({ do: "say", sentence: "Somebody else answered." });
    expect(effects).toContainEqual({ do: "bell", be: "on" });
  });
  test("a waiting tab answers as well; its own microphone stays closed", () => {
    const told = after(started, allowed, { is: "tab_waits" }, { is: "socket_up", epoch: 1 }, { is: "ring", offer: OFFER }, { is: "answer_pressed" });
    expect(told.effects).toContainEqual({ do: "answer", offer: 7 });
    expect(microphone(told)).toBe("closed");
  });
  test("declining is one deliberate press, and its end needs no sentence", () => {
    const { all } = after(...READY, { is: "ring", offer: OFFER }, { is: "decline_pressed" }, { is: "stop_ring", offer: 7, won: false, sentence: "You declined this call." });
    expect(all.filter((effect) => effect.do === "decline")).toEqual([{ do: "decline", offer: 7 }]);
    expect(all.some((effect) => effect.do === "say")).toBe(false);
  });
  test("a call that connects by itself has no Answer and no Decline, and an open microphone", () => {
    const told = after(...READY, { is: "preferred", instantly: false }, { is: "ring", offer: AUTO }, { is: "answer_pressed" }, { is: "decline_pressed" });
    expect(told.all.some((effect) => effect.do === "answer" || effect.do === "decline")).toBe(false);
    expect(microphone(told)).toBe("ready");
    expect(told.all).toContainEqual({ do: "acknowledge", offer: 8 });
  });
  test("and a chime says that it has connected", () => {
    const ringing: Input[] = [...READY, { is: "ring", offer: AUTO }];
    const connected = after(...ringing, { is: "me", call: live({ call: 6 }) }).effects.filter((effect) => effect.do === "bell" || effect.do === "chime");
    expect(connected).toEqual([{ do: "bell", be: "off" }, { do: "chime" }]);
    expect(after(...ringing, { is: "me", call: live({ call: 6, carrier: "elsewhere" }) }).effects).not.toContainEqual({ do: "chime" });
    expect(after(...TALKING).all).not.toContainEqual({ do: "chime" });
  });
});

describe("talking", () => {
  test("muting silences the microphone at once, and the server is told", () => {
    const told = after(...TALKING, { is: "mute_pressed" });
    expect(told.effects).toEqual([{ do: "mute", call: 5, be: "on" }, { do: "microphone", be: "silent" }]);
    expect(muted(told.phone)).toBe(true);
  });
  test("a mute that the server refused still mutes", () => {
    const told = after(...TALKING, { is: "mute_pressed" }, { is: "command_refused", command: "other", sentence: "The server did not answer." }, { is: "me", call: live() });
    expect(muted(told.phone)).toBe(true);
    expect(microphone(told)).toBe("silent");
  });
  test("unmuted, the microphone speaks once the server has said so", () => {
    const asked = after(...TALKING, { is: "mute_pressed" }, { is: "me", call: live({ muted: true }) }, { is: "unmute_pressed" });
    expect(asked.effects).toEqual([{ do: "mute", call: 5, be: "off" }]);
    expect(microphone(asked)).toBe("silent");
    expect(step(asked.phone, { is: "me", call: live() }).effects).toContainEqual({ do: "microphone", be: "sending" });
  });
  test("a mute belongs to its call", () => {
    expect(muted(after(...TALKING, { is: "mute_pressed" }, { is: "me", call: NO_CALL }, { is: "me", call: live({ call: 9 }) }).phone)).toBe(false);
  });
  test("on hold the microphone sends silence", () => {
    expect(microphone(after(...TALKING, { is: "me", call: live({ stage: "on_hold" }) }))).toBe("silent");
  });
  test("the end of the call closes the microphone and keeps the connection", () => {
    const told = after(...TALKING, { is: "me", call: NO_CALL });
    expect(told.effects).toEqual([{ do: "microphone", be: "closed" }]);
    expect(told.phone.connection).toEqual({ is: "up" });
  });
  test("a call that another device carries leaves this microphone closed", () => {
    expect(microphone(after(...READY, { is: "me", call: live({ carrier: "elsewhere" }) }))).toBe("closed");
  });
  test("a page that was reloaded in mid-call takes its call back", () => {
    const back = after(started, allowed, { is: "socket_up", epoch: 1 }, { is: "me", call: live({ parted: true, carrier: "elsewhere" }) }, { is: "tab_elected" });
    expect(back.effects).toContainEqual({ do: "open_connection" });
    expect(microphone(back)).toBe("ready");
    expect(microphone(after(started, allowed, { is: "socket_up", epoch: 1 }, { is: "tab_elected" }, { is: "connection_up" }, { is: "me", call: live() }))).toBe("sending");
  });
});

describe("several tabs", () => {
  test("the next tab opens a connection when the phone's tab closed", () => {
    const waits = after(started, allowed, { is: "tab_waits" }, { is: "socket_up", epoch: 1 });
    expect(step(waits.phone, { is: "tab_elected" }).effects).toContainEqual({ do: "open_connection" });
  });
  test("a tab that lost the phone to another closes what it had", () => {
    const told = after(...TALKING, { is: "tab_waits" });
    expect(told.effects).toContainEqual({ do: "close_connection" });
    expect(told.effects).toContainEqual({ do: "microphone", be: "closed" });
  });
  test("only a waiting tab takes over", () => {
    expect(after(...READY, { is: "take_over_pressed" }).effects).toEqual([]);
    expect(after(started, { is: "tab_waits" }, { is: "take_over_pressed" }).effects).toEqual([{ do: "take_over" }]);
  });
});

describe("when things go wrong", () => {
  test("a connection that stood is opened again at once", () => {
    const { phone, effects } = after(...TALKING, { is: "connection_lost" });
    expect(effects).toEqual([{ do: "open_connection" }]);
    expect(phone.connection).toEqual({ is: "opening", tries: 1 });
  });
  test("attempts that fail wait longer and longer, up to a limit", () => {
    const fails: Input[] = [...READY, { is: "connection_lost" }];
    const waits: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      fails.push({ is: "connection_lost" });
      const wait = after(...fails).effects.find((effect) => effect.do === "retry");
      if (wait?.do === "retry") waits.push(wait.inMs);
      fails.push({ is: "retry_due" });
    }
    expect(waits).toEqual([...RETRY_MS, 4000, 4000]);
  });
  test("the sentence of a refusal is kept while it waits", () => {
    const { phone } = after(started, { is: "tab_elected" }, allowed, { is: "socket_up", epoch: 1 }, { is: "connection_refused", sentence: "Too many phones." });
    expect(phone.connection).toEqual({ is: "waiting", tries: 1, sentence: "Too many phones." });
  });
  test("the stream cut with the call going on: the audio stays", () => {
    const { phone, effects } = after(...TALKING, { is: "socket_down" }, { is: "socket_up", epoch: 1 });
    expect(effects).toEqual([]);
    expect(phone.connection).toEqual({ is: "up" });
  });
  test("a server that started anew gets a new connection", () => {
    const { effects } = after(...READY, { is: "socket_down" }, { is: "socket_up", epoch: 2 });
    expect(effects).toEqual([{ do: "open_connection" }]);
  });
  test("a connection that waits for its turn is opened as soon as the server is back", () => {
    const { effects } = after(...READY, { is: "connection_lost" }, { is: "connection_lost" }, { is: "socket_down" }, { is: "socket_up", epoch: 1 });
    expect(effects).toEqual([{ do: "open_connection" }]);
  });
  test("a page that was put to sleep reconnects both at once", () => {
    expect(after(...TALKING, { is: "page_resumed" }).effects).toEqual([{ do: "reconnect_socket" }, { do: "look_at_microphone" }, { do: "open_connection" }]);
  });
  test("another network: both are opened anew", () => {
    expect(after(...READY, { is: "network_changed" }).effects).toEqual([{ do: "reconnect_socket" }, { do: "open_connection" }]);
  });
  test("a hidden page goes on as it was", () => {
    expect(after(...TALKING, { is: "page_hidden" }).effects).toEqual([]);
  });
  test("the session ends in mid-call: sound, microphone and ring end, and nothing begins again", () => {
    const ended = after(...TALKING, { is: "ended", sentence: "You were signed out." });
    expect(ended.effects).toContainEqual({ do: "close_connection" });
    expect(ended.effects).toContainEqual({ do: "microphone", be: "closed" });
    expect(ended.effects).toContainEqual({ do: "give_up_tab" });
    expect(after(...TALKING, { is: "ended", sentence: "" }, { is: "ring", offer: OFFER }, { is: "socket_up", epoch: 1 }).effects).toEqual([]);
  });
  test("signed in again in the same page, the phone begins anew", () => {
    const { phone } = after(...TALKING, { is: "ended", sentence: "" }, ...READY);
    expect(phone.connection).toEqual({ is: "up" });
    expect(phone.call).toEqual(NO_CALL);
  });
});

describe("the test call", () => {
  test("sends the microphone and asks for the echo", () => {
    const told = after(...READY, { is: "echo_pressed", be: "on" });
    expect(told.effects).toContainEqual({ do: "echo", be: "on" });
    expect(microphone(told)).toBe("sending");
  });
  test("ends when somebody calls", () => {
    const told = after(...READY, { is: "echo_pressed", be: "on" }, { is: "ring", offer: OFFER });
    expect(told.effects).toContainEqual({ do: "echo", be: "off" });
    expect(microphone(told)).toBe("ready");
  });
  test("the level meter opens the microphone and attaches it to nothing, in any tab", () => {
    expect(microphone(after(started, allowed, { is: "tab_waits" }, { is: "meter", be: "on" }))).toBe("ready");
    expect(microphone(after(started, allowed, { is: "tab_waits" }, { is: "meter", be: "on" }, { is: "microphone_opened" }, { is: "meter", be: "off" }))).toBe("closed");
  });
});

test("a call is carried here where the server names this tab", () => {
  expect([carrier(4, 4), carrier(5, 4), carrier(null, 4)]).toEqual(["here", "elsewhere", "elsewhere"]);
});
