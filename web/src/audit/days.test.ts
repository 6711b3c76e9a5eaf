import { expect, test } from "vitest";
import type { AuditLine } from "../api/model";
import { byDay } from "./days";

const line = (id: number, at: string): AuditLine => ({ id, at_ms: new Date(at).getTime(), teammate: null, what: "signed_in", words: "signed in", subject: null });

test("lines of one day stand together, each once, as they came", () => {
  const days = byDay([line(5, "2026-11-17T09:00:00"), line(4, "2026-11-17T00:00:00"), line(4, "2026-11-17T00:00:00"), line(3, "2026-11-16T23:59:59")]);
  expect(days.map((day) => day.lines.map((one) => one.id))).toEqual([[5, 4], [3]]);
  expect(byDay([])).toEqual([]);
});
