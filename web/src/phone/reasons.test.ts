import { describe, expect, test } from "vitest";
import type { MyState } from "../api/model";
import { readinessOf } from "../availability/ready";
import { t } from "../texts";
import { reasonWords } from "./Reason";
import { obstacle, worthSaying, type LocalReason } from "./reasons";
import { unborn, type Phone } from "./state";

const fine: Phone = { ...unborn, tab: "holds", socket: { is: "up", epoch: 1 }, microphone: { is: "ready" }, connection: { is: "up" } };

const CASES: [string, Partial<Phone>, LocalReason["code"] | null][] = [
  ["nothing", {}, null],
  ["no HTTPS", { secure: false }, "insecure"],
  ["another tab has the phone", { tab: "waits" }, "other_tab"],
  ["the microphone was never asked for", { microphone: { is: "ask" } }, "microphone_ask"],
  ["the browser asks", { microphone: { is: "asking" } }, "microphone_asking"],
  ["refused", { microphone: { is: "trouble", why: "refused" } }, "microphone_refused"],
  ["missing", { microphone: { is: "trouble", why: "missing" } }, "microphone_missing"],
  ["busy", { microphone: { is: "trouble", why: "busy" } }, "microphone_busy"],
  ["broken", { microphone: { is: "trouble", why: "broken" } }, "microphone_broken"],
  ["no stream", { socket: { is: "down", epoch: 1 } }, "socket_down"],
  ["connecting", { connection: { is: "opening", tries: 1 } }, "connecting"],
  ["lost", { connection: { is: "waiting", tries: 1, sentence: null } }, "lost"],
  ["lost again and again", { connection: { is: "waiting", tries: 3, sentence: null } }, "walled"],
  ["refused by the server", { connection: { is: "waiting", tries: 1, sentence: "Too many." } }, "refused"],
  ["signed out", { life: { is: "ended", sentence: "" } }, null],
  ["a role without calls", { takesCalls: false, tab: "waits" }, null],
];

describe("why no call can ring in this tab", () => {
  test.each(CASES)("%s", (_, more, expected) => {
    const found = obstacle({ ...fine, ...more });
    expect(found?.code ?? null).toBe(expected);
    if (found) expect(reasonWords(found)).toMatch(/\.$/);
  });
  test("what mends itself within a moment stays out of the banner", () => {
    const said = CASES.flatMap(([, more]) => obstacle({ ...fine, ...more }) ?? []).filter((reason) => !worthSaying(reason)).map((reason) => reason.code);
    expect(new Set(said)).toEqual(new Set(["other_tab", "socket_down", "connecting", "lost"]));
  });
});

describe("whether a call could ring now", () => {
  const me = (more: Partial<MyState>): MyState => ({
    teammate: 1,
    status: "active",
    channels: "all",
    shown: "Active",
    phone: { state: "free" } as MyState["phone"],
    ready: false,
    reasons: [],
    call: null,
    claim: { teams: [], reason: null },
    phone_tab: null,
    auto_answer: false,
    wrap_up_until_ms: null,
    ...more,
  });
  test("the server's word counts, and another tab is named beside it", () => {
    expect(readinessOf(me({ ready: true }), { ...fine, tab: "waits" })).toEqual({ is: "ready", local: { code: "other_tab", fix: "take_over" } });
  });
  test("a desk phone rings although this browser has no microphone", () => {
    expect(readinessOf(me({ ready: true }), { ...fine, microphone: { is: "trouble", why: "refused" } })).toEqual({ is: "ready", local: null });
  });
  test("a phone in use is not called unready", () => {
    expect(readinessOf(me({ phone: { state: "on_call" } as MyState["phone"] }), fine).is).toBe("busy");
  });
  test("the page's own reason stands in place of the server's weaker one", () => {
    const reasons = [
      { code: "away", sentence: "You are Away." },
      { code: "no_audio", sentence: "No tab has audio." },
    ];
    const found = readinessOf(me({ reasons }), { ...fine, microphone: { is: "ask" } });
    expect(found).toMatchObject({ is: "not_ready", local: { code: "microphone_ask" }, server: [{ code: "away" }] });
  });
});

test("the reasons of the page name what helps where a button can", () => {
  expect(t("phone.fix.ask")).toBe("Allow the microphone");
});
