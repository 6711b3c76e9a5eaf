import { expect, test } from "vitest";
import { chordOf, matches, type Pressed } from "./chord";

const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({ key, code: "", altKey: false, shiftKey: false, ctrlKey: false, metaKey: false, ...more });

test("Alt and Shift make other letters of a key, its place still counts", () => {
  expect(matches(chordOf("Alt+Shift+A"), press("Å", { code: "KeyA", altKey: true, shiftKey: true }))).toBe(true);
  expect(matches(chordOf("Alt+Shift+A"), press("a", { code: "KeyA", altKey: true }))).toBe(false);
});

test("Mod is Ctrl or Cmd", () => {
  expect(matches(chordOf("Mod+K"), press("k", { code: "KeyK", ctrlKey: true }))).toBe(true);
  expect(matches(chordOf("Mod+K"), press("k", { code: "KeyK", metaKey: true }))).toBe(true);
});

test("a single letter is meant without anything held down", () => {
  expect(matches(chordOf("j"), press("j"))).toBe(true);
  expect(matches(chordOf("j"), press("J"))).toBe(true);
  expect(matches(chordOf("j"), press("J", { shiftKey: true }))).toBe(false);
  expect(matches(chordOf("j"), press("j", { ctrlKey: true }))).toBe(false);
});

test("a sign is meant as it is written, however the keyboard makes it", () => {
  expect(matches(chordOf("?"), press("?", { shiftKey: true }))).toBe(true);
  expect(matches(chordOf("/"), press("/", { shiftKey: true }))).toBe(true);
});
