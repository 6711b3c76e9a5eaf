import { expect, test } from "vitest";
import type { JobView } from "../api/model";
import { deliveries, nextTry, stateOf } from "./order";

const now = new Date("2026-11-17T14:00:00").getTime();
const job = (key: string, more: Partial<JobView> = {}): JobView => ({ key, kind: "call_webhook", words: "Tell Orders of an ended call", state: "failing", attempts: 2, due_ms: now, created_ms: now, last_error: "It answered with 500.", done_ms: null, call: null, mail: null, webhook: 1, ...more });

test("the next try is told by the minute, then by the day; what is done or given up has none", () => {
  expect(nextTry(job("a"), now)).toBe("due now");
  expect(nextTry(job("a", { due_ms: now + 252_000 }), now)).toBe("next try in 4:12");
  expect(nextTry(job("a", { due_ms: now + 5 * 3_600_000 }), now)).toBe("next try today, 19:00");
  expect(nextTry(job("a", { state: "done" }), now)).toBeNull();
  expect(nextTry(job("a", { state: "given_up" }), now)).toBeNull();
});

test("deliveries are those of one webhook, of every state, the last first, ten at most", () => {
  const mine = Array.from({ length: 12 }, (_, at) => job(`webhook-1-${at}`, { created_ms: now + at, state: at % 2 === 0 ? "done" : "failing" }));
  const found = deliveries([mine.slice(0, 6), [job("webhook-2-1", { webhook: 2 })], mine.slice(6)], 1);
  expect(found.map((one) => one.created_ms - now)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
});

test("an address without a state shows what needs a look", () => {
  expect(stateOf(null)).toBe("failing");
  expect(stateOf("done")).toBe("done");
  expect(stateOf("lost")).toBe("failing");
});
