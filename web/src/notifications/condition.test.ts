import { describe, expect, test } from "vitest";
import { added, asGroup, depthOf, newTest, removed, replaced, TEST_KINDS, testsIn, turnedInto, waitsForWrapUp } from "./condition";
import type { Condition, Group } from "./documents";

const inbound: Condition = { is: "direction", direction: "inbound" };
const short: Condition = { is: "talked", at_least_s: null, at_most_s: 10 };
const angry: Condition = { is: "note_words", mode: "any", words: ["angry"] };
const rule: Group = { is: "all", of: [inbound, { is: "any", of: [short, angry] }] };

describe("a rule", () => {
  test("is changed at its place alone", () => {
    const next = replaced(rule, [1, 0], { is: "no_notes" });
    expect(next).toEqual({ is: "all", of: [inbound, { is: "any", of: [{ is: "no_notes" }, angry] }] });
    expect(next.of[0]).toBe(inbound);
    expect(replaced(rule, [], { is: "any", of: [] })).toEqual({ is: "any", of: [] });
  });

  test("loses and gains conditions at their place", () => {
    expect(removed(rule, [1, 1])).toEqual({ is: "all", of: [inbound, { is: "any", of: [short] }] });
    expect(removed(rule, [0])).toEqual({ is: "all", of: [{ is: "any", of: [short, angry] }] });
    expect(added(rule, [1], inbound)).toEqual({ is: "all", of: [inbound, { is: "any", of: [short, angry, inbound] }] });
    expect(added(rule, [], short).of).toHaveLength(3);
  });

  test("stays as it is where the place does not exist", () => {
    for (const path of [[7], [0, 0], [1, 7]]) {
      expect(replaced(rule, path, inbound)).toEqual(rule);
      expect(removed(rule, path)).toEqual(rule);
    }
    expect(added(rule, [0], inbound)).toEqual(rule);
  });

  test("knows its tests, its depth, and whether it waits for the wrap-up", () => {
    expect(testsIn(rule)).toEqual([inbound, short, angry]);
    expect(depthOf(rule)).toBe(2);
    expect(depthOf(inbound)).toBe(0);
    expect(depthOf({ is: "all", of: [] })).toBe(1);
    expect(waitsForWrapUp(rule)).toBe(true);
    expect(waitsForWrapUp({ is: "all", of: [inbound, short] })).toBe(false);
  });

  test("that is one test alone is shown as a group of one", () => {
    expect(asGroup(short)).toEqual({ is: "all", of: [short] });
    expect(asGroup(rule)).toBe(rule);
  });
});

describe("a test", () => {
  test("of every kind begins as that kind", () => {
    for (const kind of TEST_KINDS) expect(newTest(kind).is).toBe(kind);
    expect(new Set(TEST_KINDS).size).toBe(11);
  });

  test("keeps what both kinds know", () => {
    expect(turnedInto("duration", { is: "talked", at_least_s: 5, at_most_s: 9 })).toEqual({ is: "duration", at_least_s: 5, at_most_s: 9 });
    expect(turnedInto("not_tags", { is: "tags", mode: "all", tags: [3] })).toEqual({ is: "not_tags", tags: [3] });
    expect(turnedInto("tags", { is: "not_tags", tags: [3] })).toEqual({ is: "tags", mode: "any", tags: [3] });
    expect(turnedInto("outcome", { is: "no_notes" })).toEqual({ is: "outcome", one_of: [] });
  });
});
