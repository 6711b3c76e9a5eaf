import { expect, test } from "vitest";
import { clockOf, localTime, minutesOf, mistakeOf, nextSpan, type OpenSpan, openAt, spansOf, weekOf } from "./hours";

const office: OpenSpan[] = [
  { weekday: 1, from: 540, to: 720 },
  { weekday: 1, from: 780, to: 1020 },
  { weekday: 5, from: 0, to: 1440 },
  { weekday: 7, from: 600, to: 601 },
];

test("office hours come out of the editor as they went in, in the order of the week", () => {
  expect(spansOf(weekOf(office))).toEqual(office);
  expect(spansOf(weekOf(office.toReversed()))).toEqual(office);
  expect(spansOf(weekOf([]))).toEqual([]);
});

test("every minute of a day is written and read back", () => {
  for (let minute = 0; minute <= 1_440; minute += 1) expect(minutesOf(clockOf(minute))).toBe(minute);
});

test("times are read as people type them", () => {
  expect(["9", "9:30", "0930", " 17.00 ", "8h15", "24:00", "00:00"].map(minutesOf)).toEqual([540, 570, 570, 1020, 495, 1440, 0]);
  expect(["", "25", "24:01", "9:60", "9:3", "nine", "-1", "12:00:00"].map(minutesOf)).toEqual(Array(8).fill(null));
});

test("a span that is no time, crosses midnight or overlaps another is a mistake, one that touches is not", () => {
  const of = (...day: [string, string][]) => day.map(([from, to]) => ({ from, to }));
  expect(mistakeOf(of(["9", "x"]), 0)).toBe("no_time");
  expect(mistakeOf(of(["22:00", "02:00"]), 0)).toBe("over_midnight");
  expect(mistakeOf(of(["9", "9"]), 0)).toBe("over_midnight");
  expect(mistakeOf(of(["9", "12"], ["11:59", "14"]), 0)).toBe("overlaps");
  expect(mistakeOf(of(["9", "12"], ["12", "14"]), 0)).toBeNull();
  expect(spansOf([of(["9", "12"], ["10", "11"]), [], [], [], [], [], []])).toBeNull();
});

test("a day's first span is nine to five, the next one an hour after the last, and none leaves the day", () => {
  expect(nextSpan([])).toEqual({ from: "09:00", to: "17:00" });
  expect(nextSpan([{ from: "9", to: "12" }])).toEqual({ from: "13:00", to: "17:00" });
  expect(nextSpan([{ from: "9", to: "24" }])).toEqual({ from: "23:00", to: "24:00" });
});

test("open or closed is told in the zone of the office, over the change of the clocks", () => {
  const weekdays: OpenSpan[] = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 540, to: 1020 }));
  // Monday 08:30 UTC is 09:30 in Berlin in winter.
  expect(openAt(weekdays, "Europe/Berlin", new Date("2026-01-12T08:30:00Z"))).toBe(true);
  expect(openAt(weekdays, "UTC", new Date("2026-01-12T08:30:00Z"))).toBe(false);
  // In summer it is 10:30 there, and 17:00 comes an hour earlier.
  expect(openAt(weekdays, "Europe/Berlin", new Date("2026-07-13T15:00:00Z"))).toBe(false);
  expect(openAt(weekdays, "Europe/Berlin", new Date("2026-07-13T14:59:00Z"))).toBe(true);
  // Sunday evening in Los Angeles is Monday in Sydney.
  expect(localTime("Australia/Sydney", new Date("2026-01-12T00:00:00Z"))).toEqual({ weekday: 1, minute: 660 });
  expect(openAt(weekdays, "Middle/Earth", new Date())).toBeNull();
});
