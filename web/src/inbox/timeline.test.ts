import { describe, expect, test } from "vitest";
import type { CallCard, Entry } from "../api/model";
import { type Block, jackOf, timeline } from "./timeline";

const DAY = 86_400_000;
const T0 = Date.parse("2026-11-17T14:02:10Z");
const line = (seconds: number, text: string, more: Partial<Entry> = {}): Entry => ({
  at_ms: T0 + seconds * 1_000,
  kind: "event",
  text,
  under_details: false,
  cause: null,
  by: null,
  note: null,
  call: 9,
  ...more,
});
const card = (id: number) => ({ id }) as CallCard;
/** A line a block, as a person would see them. */
const seen = (blocks: Block[]) =>
  blocks.map((block) => {
    switch (block.kind) {
      case "day":
        return "--";
      case "event":
        return block.details.length > 0 ? `${block.entry.text} (+${block.details.length})` : block.entry.text;
      case "note":
        return `note: ${block.entry.text}`;
      case "folded":
        return `… ${block.events.length}`;
      case "call":
        return `card ${block.card.id}`;
    }
  });

describe("the timeline", () => {
  test("a call's card stands behind its last line, notes stay where they were written", () => {
    const entries = [
      line(0, "Ruth called Support line", { kind: "call" }),
      line(23, "Queued for Support"),
      line(31, "Call answered by Ana."),
      line(60, "Fee waived.", { kind: "note", note: 1 }),
      line(90, "Call ended by customer"),
      line(120, "Thanked.", { kind: "note", note: 2 }),
    ];
    expect(seen(timeline(entries, [card(9)]))).toEqual([
      "--",
      "Ruth called Support line",
      "Queued for Support",
      "Call answered by Ana.",
      "note: Fee waived.",
      "Call ended by customer",
      "card 9",
      "note: Thanked.",
    ]);
  });

  test("details hang on the line before them", () => {
    const entries = [line(0, "Queued for Support"), line(0, "Teammates away: 2", { under_details: true }), line(0, "Teammates available: 2", { under_details: true })];
    expect(seen(timeline(entries, []))).toEqual(["--", "Queued for Support (+2)"]);
  });

  test("the team's composition stands under the line that it was counted for", () => {
    const entries = [line(0, "Queued for Support"), line(0, "Teammates away: 2"), line(0, "Teammates available but with no active phone client: 1"), line(0, "Teammates available: 2")];
    const [, block] = timeline(entries, []);
    expect(block).toMatchObject({ kind: "event", beside: [{ text: "Teammates away: 2" }, { text: expect.stringContaining("no active") }, { text: "Teammates available: 2" }] });
  });

  test("a new day begins with its name", () => {
    const entries = [line(0, "Conversation closed", { call: null }), line(DAY / 1_000, "Conversation opened", { call: null })];
    expect(seen(timeline(entries, []))).toEqual(["--", "Conversation closed", "--", "Conversation opened"]);
  });

  test("a call without a line yet still has its card", () => {
    expect(seen(timeline([], [card(3)]))).toEqual(["card 3"]);
  });

  test("two calls have their cards each behind their own lines", () => {
    const entries = [line(0, "first", { call: 1 }), line(5, "second", { call: 2 }), line(9, "first ends", { call: 1 })];
    expect(seen(timeline(entries, [card(1), card(2)]))).toEqual(["--", "first", "second", "card 2", "first ends", "card 1"]);
  });

  test("a call with very many lines is folded in its middle, and nothing is lost", () => {
    const entries = Array.from({ length: 40 }, (_, at) => line(at, `Call missed by Teammate ${at}.`));
    const shown = seen(timeline(entries, [card(9)]));
    expect(shown).toHaveLength(1 + 5 + 1 + 5 + 1);
    expect(shown[6]).toBe("… 30");
    expect(shown.at(-1)).toBe("card 9");
  });
});

test.each([
  ["Call answered by Ana.", "live"],
  ["Call declined by Ana using the Decline button.", "danger"],
  ["Call declined by Jonas", "danger"],
  ["Call missed by Ben.", "danger"],
  ["Call deflected because Queue is longer than 5 calls.", "danger"],
  ["Call ended by customer before a teammate answered.", "danger"],
  ["Ana joined the call.", "plain"],
  ["Queued for Support", "plain"],
])("the jack of %s is %s", (text, jack) => expect(jackOf(line(0, text))).toBe(jack));
