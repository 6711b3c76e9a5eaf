import { expect, test } from "vitest";
import { dueOf, dueWords, fieldOf, momentOf, usualDues } from "./due";
import { taskSearch, taskView } from "./place";

const at = (text: string) => new Date(text).getTime();
const now = at("2026-11-17T14:00:00");
const words = (text: string) => dueWords(at(text), now).words;

test("what is overdue says so in words, and by how much", () => {
  expect(dueWords(now, now)).toEqual({ words: "Overdue by 1 min", tone: "overdue" });
  expect(words("2026-11-17T13:20:00")).toBe("Overdue by 40 min");
  expect(words("2026-11-17T09:00:00")).toBe("Overdue by 5 h");
  expect(words("2026-11-16T13:59:00")).toBe("Overdue by 1 day");
  expect(words("2026-11-10T14:00:00")).toBe("Overdue by 7 days");
});

test("what comes up is told by the minute, the day, the date", () => {
  expect(dueWords(now + 90_000, now)).toEqual({ words: "Due in 2 min", tone: "soon" });
  expect(dueWords(at("2026-11-17T18:30:00"), now)).toEqual({ words: "Due today, 18:30", tone: "soon" });
  expect(words("2026-11-18T00:30:00")).toBe("Due tomorrow, 00:30");
  expect(words("2026-12-03T09:00:00")).toBe("Due 3 Dec, 09:00");
  expect(words("2027-01-05T09:00:00")).toBe("Due 5 Jan 2027, 09:00");
});

test("a done task tells when it was done, whatever was due", () => {
  expect(dueOf({ due_ms: now - 1, done_ms: at("2026-11-17T13:05:00") }, now)).toEqual({ words: "Done today, 13:05", tone: "plain" });
  expect(dueOf({ due_ms: null, done_ms: at("2026-11-12T08:00:00") }, now)?.words).toBe("Done 12 Nov, 08:00");
  expect(dueOf({ due_ms: null, done_ms: null }, now)).toBeNull();
});

test("a field holds the moment to the minute, and gives it back", () => {
  expect(fieldOf(at("2026-03-05T07:09:41"))).toBe("2026-03-05T07:09");
  expect(momentOf("2026-03-05T07:09")).toBe(at("2026-03-05T07:09:00"));
  expect(fieldOf(null)).toBe("");
  expect(momentOf("")).toBeNull();
  expect(momentOf("2026-02-30Tx")).toBeNaN();
});

test("usual moments are whole hours of the days they name, also over the end of a month", () => {
  const { today, tomorrow, week } = usualDues(at("2026-11-30T18:45:12"));
  expect([today, tomorrow, week]).toEqual([at("2026-11-30T17:00:00"), at("2026-12-01T09:00:00"), at("2026-12-07T09:00:00")]);
});

test("an address that was tampered with shows one's own tasks", () => {
  expect(taskView("theirs")).toBe("mine");
  expect(taskSearch({ priority: "urgent", task: "7" })).toEqual({ priority: "urgent", task: 7 });
  expect(taskSearch({ priority: "huge", task: "-1", more: 1 })).toEqual({});
});
