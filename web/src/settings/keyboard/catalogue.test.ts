import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keysOf as keyOf, keysPressed, printed, read } from "../../app/keymap";
import { en } from "../../texts/en";
import { keysOf } from "../../texts/scan";
import { ALL, takenBy } from "./catalogue";

const SRC = join(import.meta.dirname, "../..");

test("every key that some page registers can be changed in the settings", () => {
  const registered = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."))
    .flatMap((path) => [...readFileSync(join(SRC, path), "utf8").matchAll(/useShortcut\(\s*"([^"]+)"/g)].map((found) => found[1] ?? ""));
  expect(registered.length).toBeGreaterThan(10);
  const known = new Set(ALL.map(({ keys }) => keys));
  expect(registered.filter((keys) => !known.has(keys))).toEqual([]);
  expect([...known].filter((keys) => !registered.includes(keys))).toEqual([]);
});

test("every key has words, and no two have the same keys", () => {
  const words = new Set(keysOf(en));
  expect(ALL.filter((known) => !words.has(known.words))).toEqual([]);
  expect(new Set(ALL.map(({ keys }) => keys.toLowerCase())).size).toBe(ALL.length);
});

test("keys in use by another shortcut are told, also when that one was changed to them", () => {
  const map = { j: "Alt+Shift+Z", k: null };
  const now = (usual: string) => keyOf(usual, map);
  expect(takenBy("Alt+Shift+A", "j", now)?.keys).toBe("Alt+Shift+A");
  expect(takenBy("Alt+Shift+Z", "e", now)?.keys).toBe("j");
  expect(takenBy("j", "e", now)).toBeNull();
  expect(takenBy("k", "e", now)).toBeNull();
  expect(takenBy("Alt+Shift+Z", "j", now)).toBeNull();
});

test("pressed keys are written as a shortcut, and modifiers alone are none", () => {
  const press = (key: string, code: string, mods: Partial<Record<"altKey" | "shiftKey" | "ctrlKey" | "metaKey", boolean>> = {}) =>
    keysPressed({ key, code, altKey: false, shiftKey: false, ctrlKey: false, metaKey: false, ...mods });
  expect(press("j", "KeyJ")).toBe("j");
  expect(press("?", "Slash", { shiftKey: true })).toBe("?");
  expect(press("F6", "F6")).toBe("F6");
  // On many keyboards Alt makes another letter of it: the place of the key counts.
  expect(press("Å", "KeyA", { altKey: true, shiftKey: true })).toBe("Alt+Shift+A");
  expect(press("k", "KeyK", { metaKey: true })).toBe("Mod+K");
  expect(["Shift", "Alt", "Tab", "Escape", " "].map((key) => press(key, key))).toEqual([null, null, null, null, null]);
});

test("keys are printed as they stand on the keyboard", () => {
  expect(printed("Mod+K", false)).toBe("Ctrl K");
  expect(printed("Mod+K", true)).toBe("⌘ K");
  expect(printed("Alt+Shift+A", false)).toBe("Alt Shift A");
  expect(printed("j", false)).toBe("J");
});

test("a kept map that was tampered with leaves the usual keys", () => {
  expect(read("[1]")).toEqual({});
  expect(read("{")).toEqual({});
  expect(read(null)).toEqual({});
  expect(read('{"j":"x","k":null,"e":7}')).toEqual({ j: "x", k: null });
});
