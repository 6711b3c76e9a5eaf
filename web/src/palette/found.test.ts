import { expect, test } from "vitest";
import { fits } from "./found";

test("every typed word begins a word of the line, in any order", () => {
  expect(fits("off hou", "Office hours", "Settings")).toBe(true);
  expect(fits("hours set", "Office hours", "Settings")).toBe(true);
  expect(fits("ice", "Office hours")).toBe(false);
  expect(fits("off x", "Office hours")).toBe(false);
});

test("nothing typed finds everything", () => {
  expect(fits("  ", "Teams")).toBe(true);
});

test("accents and capitals do not matter, and what stands behind a colon is a word", () => {
  expect(fits("buro", "Büro")).toBe(true);
  expect(fits("AWAY", "Status: Away")).toBe(true);
});
