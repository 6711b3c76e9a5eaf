import { expect, test } from "vitest";
import { ago, clock, clockToSecond, day, duration, ordinal, onDay } from "./time";

const at = (words: string) => Date.parse(`${words}Z`);

test.each([
  [0, "0:00"],
  [-2_000, "0:00"],
  [9_999, "0:09"],
  [252_000, "4:12"],
  [3_599_000, "59:59"],
  [3_753_000, "1:02:33"],
  [360_000_000, "100:00:00"],
])("a duration of %d ms reads %s", (ms, words) => expect(duration(ms)).toBe(words));

test("the clock has hours and minutes, the log seconds as well", () => {
  expect(clock(at("2026-11-17T14:02:33"))).toBe("14:02");
  expect(clockToSecond(at("2026-11-17T04:02:03"))).toBe("04:02:03");
});

test.each([
  ["2026-11-17T14:01:40", "now"],
  ["2026-11-17T13:59:00", "3m"],
  ["2026-11-17T12:01:00", "2h"],
  ["2026-11-17T00:30:00", "13h"],
  ["2026-11-16T22:00:00", "Mon"],
  ["2026-11-09T10:00:00", "9 Nov"],
  ["2024-11-09T10:00:00", "9 Nov 2024"],
])("what happened at %s was %s", (then, words) => expect(ago(at(then), at("2026-11-17T14:02:00"))).toBe(words));

test("a day is named as one speaks of it", () => {
  const now = at("2026-11-17T14:02:00");
  expect(day(at("2026-11-17T00:00:01"), now)).toBe("Today");
  expect(day(at("2026-11-16T23:59:59"), now)).toBe("Yesterday");
  expect(day(at("2026-11-10T12:00:00"), now)).toBe("Tuesday 10 November");
});

test.each([[1, "1st"], [2, "2nd"], [3, "3rd"], [4, "4th"], [11, "11th"], [12, "12th"], [13, "13th"], [21, "21st"], [102, "102nd"], [111, "111th"]])(
  "place %d is the %s",
  (n, words) => expect(ordinal(n)).toBe(words),
);

test("a day in the middle of a sentence is short and small", () => {
  const now = new Date("2026-11-17T14:00:00").getTime();
  const on = (text: string) => onDay(new Date(text).getTime(), now);
  expect([on("2026-11-17T01:00:00"), on("2026-11-16T23:00:00"), on("2026-11-12T10:00:00"), on("2025-11-12T10:00:00")]).toEqual(["today", "yesterday", "12 Nov", "12 Nov 2025"]);
});
