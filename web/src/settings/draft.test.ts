import { expect, test } from "vitest";
import { changedFields, clashes, met, put, rebased, same } from "./draft";

const base = { name: "Support", wrap_up_ms: 0, members: [1, 2], hours: { weekly: { zone: "UTC", open: [{ weekday: 1, from: 540, to: 1020 }] } } };

test("documents are compared in depth, and what is no number is the same as itself", () => {
  expect(same(base, structuredClone(base))).toBe(true);
  expect(same(base, { ...base, members: [2, 1] })).toBe(false);
  expect(same({ a: Number.NaN }, { a: Number.NaN })).toBe(true);
  expect(same([], {})).toBe(false);
  expect(same({ a: undefined }, { b: undefined })).toBe(false);
  expect(same(null, {})).toBe(false);
});

test("the changed fields are named", () => {
  expect(changedFields(base, { ...base, name: "Help", members: [] })).toEqual(["name", "members"]);
  expect(changedFields(base, base)).toEqual([]);
});

test("my changes are put on their document, and what only they changed stays theirs", () => {
  const mine = { ...base, name: "Help" };
  const theirs = { ...base, wrap_up_ms: 30_000, name: "Service" };
  expect(rebased(base, mine, theirs)).toEqual({ ...base, wrap_up_ms: 30_000, name: "Help" });
  expect(clashes(base, mine, theirs)).toEqual(["name"]);
  expect(clashes(base, mine, { ...theirs, name: "Help" })).toEqual([]);
});

test("a line that I removed is removed from theirs, and one that they removed stays removed", () => {
  const lines: Record<string, string> = { "+44": "open", "+49": "open", "+33": "open" };
  const mine = put(lines, "+49", undefined as never);
  expect(mine).toEqual({ "+44": "open", "+33": "open" });
  expect(Object.keys(mine)).not.toContain("+49");
  const { "+33": _, ...theirs } = lines;
  const both = rebased(lines, mine, { ...theirs, "+1": "open" });
  expect(Object.entries(both).toSorted()).toEqual([["+1", "open"], ["+44", "open"]]);
  expect(clashes(lines, mine, theirs)).toEqual([]);
  expect(same(put(mine, "+49", "open"), lines)).toBe(true);
});

test("a newer version is shown at once when nothing was changed here", () => {
  const now = { version: 2, document: { ...base, name: "Service" } };
  expect(met({ base: { version: 1, document: base }, mine: base }, now)).toEqual({ held: { base: now, mine: now.document }, theirs: null });
});

test("my own saved document comes back without a question", () => {
  const mine = { ...base, name: "Help" };
  const now = { version: 2, document: mine };
  expect(met({ base: { version: 1, document: base }, mine }, now)).toEqual({ held: { base: now, mine }, theirs: null });
});

test("a newer version that says the same as before leaves my changes alone", () => {
  const mine = { ...base, name: "Help" };
  const now = { version: 3, document: structuredClone(base) };
  expect(met({ base: { version: 1, document: base }, mine }, now)).toEqual({ held: { base: now, mine }, theirs: null });
});

test("a newer version that differs is put before the person, and the input is kept", () => {
  const held = { base: { version: 1, document: base }, mine: { ...base, name: "Help" } };
  const now = { version: 2, document: { ...base, wrap_up_ms: 30_000 } };
  expect(met(held, now)).toEqual({ held, theirs: now });
});
