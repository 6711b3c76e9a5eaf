import { describe, expect, test } from "vitest";
import type { ConversationItem, MyState, Why } from "../api/model";
import { narrowed } from "../ui/Picker";
import { initials } from "../ui/people";
import { emailWrong } from "./email";
import { NOTE_CHARS_MAX, noteLength } from "./note";
import { filterOf, inboxSearch, viewOf, whyCallOf } from "./place";
import { inOrder, waitingOf } from "./rows";
import { claimReason } from "./useClaim";
import { whyLines } from "./why";

describe("the address of the inbox", () => {
  test("what it does not know is left out", () => {
    expect(inboxSearch({ state: "sleeping", sort: "random", panel: "why-x", q: 12, evil: "<b>" })).toEqual({ q: "12" });
    expect(inboxSearch({ state: "closed", sort: "oldest", panel: "why-12" })).toEqual({ state: "closed", sort: "oldest", panel: "why-12" });
  });
  test("an unknown view is the whole inbox", () => {
    expect([viewOf("yours"), viewOf("team-12"), viewOf("team-x"), viewOf("drafts")]).toEqual(["yours", "team-12", "all", "all"]);
  });
  test("the usual is not written", () => {
    expect(filterOf("all", {})).toEqual({ view: "all", state: "open", sort: "newest" });
  });
  test("the panel names the call it asks about", () => {
    expect([whyCallOf({ panel: "why-77" }), whyCallOf({ panel: "contact" }), whyCallOf({})]).toEqual([77, null, null]);
  });
});

describe("rows", () => {
  const item = (id: number) => ({ id }) as ConversationItem;
  test("an item on two pages is shown once, and not at all while it stands above the list", () => {
    const pages = [{ items: [item(3), item(2)], next: "x" }, { items: [item(2), item(1)], next: null }];
    expect(inOrder(pages, new Set([3])).map((one) => one.id)).toEqual([2, 1]);
  });
  test("places are counted anew behind a caller who left", () => {
    const call = (call: number, team: number, place: number, since_ms: number) => ({ call, conversation: call, contact: { id: call, name: "", number: null }, team: { id: team, name: "" }, since_ms, place, stage: "queued" as const, rings: null });
    const shown = waitingOf([call(1, 1, 3, 30), call(2, 1, 2, 20), call(3, 2, 4, 10)], null, null);
    expect(shown.map((one) => [one.call, one.place])).toEqual([[3, 1], [2, 1], [1, 2]]);
    expect(waitingOf([call(1, 1, 1, 30), call(3, 2, 1, 10)], 2, null).map((one) => one.call)).toEqual([3]);
    expect(waitingOf([call(1, 1, 1, 30), call(3, 2, 1, 10)], null, [1]).map((one) => one.call)).toEqual([1]);
  });
});

describe("why a call cannot be claimed", () => {
  const me = { teammate: 1, claim: { teams: [1], reason: null } } as unknown as MyState;
  const support = { team: { id: 1, name: "Support" }, rings: null };
  test("a member may", () => expect(claimReason(me, support)).toBeNull());
  test("a stranger may not", () => expect(claimReason(me, { ...support, team: { id: 2, name: "Billing" } })).toBe("You are not a member of Billing."));
  test("whom it rings answers it there", () => expect(claimReason(me, { ...support, rings: { id: 1, name: "Ana" } })).toBe("This call rings you. Answer it there."));
  test("the server's reason is told as it is", () => {
    expect(claimReason({ ...me, claim: { teams: [1], reason: "You are on a call." } }, support)).toBe("You are on a call.");
  });
});

describe("a note's length", () => {
  test("spaces are no note", () => expect(noteLength(" \n ").is).toBe("empty"));
  test("the limit itself is fine, one more is not", () => {
    expect(noteLength("x".repeat(NOTE_CHARS_MAX))).toEqual({ is: "near", left: 0 });
    expect(noteLength("x".repeat(NOTE_CHARS_MAX + 1))).toEqual({ is: "too_long", count: NOTE_CHARS_MAX + 1 });
  });
  test("a fox is one character", () => expect(noteLength("🦊".repeat(NOTE_CHARS_MAX))).toEqual({ is: "near", left: 0 }));
});

test("the reasons stand in the order of time, a stay around its offers", () => {
  const why = { summary: "", stays: [{ team: { id: 1, name: "Billing" }, from_ms: 10, to_ms: 90, words: "left" }], offers: [{ at_ms: 50 }, { at_ms: 10 }] } as unknown as Why;
  expect(whyLines(why).map((line) => `${line.kind} ${line.at_ms}`)).toEqual(["queued 10", "offer 10", "offer 50", "left 90"]);
});

test.each([["Ruth Calloway", "RC"], ["ana", "A"], ["Keziah Mbeki-Featherstonehaugh", "KF"], ["+44 20 7946 0157", "#"], ["", "#"], ["Élan 2 Öst", "ÉÖ"], ["<b>x</b>", "BB"], ["李 小龙", "李小"]])(
  "the letters of %s are %s",
  (name, letters) => expect(initials(name)).toBe(letters),
);

test("a search finds names by the beginning of any word, without accents", () => {
  const choices = [{ key: "1", words: "Zoë Ångström" }, { key: "2", words: "Ben Okafor" }];
  expect(narrowed(choices, "ang").map((one) => one.key)).toEqual(["1"]);
  expect(narrowed(choices, "OKA").map((one) => one.key)).toEqual(["2"]);
  expect(narrowed(choices, " ")).toHaveLength(2);
  expect(narrowed(choices, "kafor")).toHaveLength(0);
});

test.each([["", false], ["ruth@calloway.example", false], ["ruth@localhost", false], ["ruth", true], ["a@b@c", true], ["a b@c.d", true]])("the address %s is wrong: %s", (words, wrong) =>
  expect(emailWrong(words)).toBe(wrong),
);
