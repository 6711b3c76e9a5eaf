import { describe, expect, test } from "vitest";
import { changed, type Held, resumeFrom, waitBefore, welcomed } from "./sequence";

describe("the live sequence", () => {
  test("the first welcome asks for everything that was fetched before it", () => {
    expect(welcomed(null, { epoch: 7, seq: 40, resumed: false })).toEqual({ held: { epoch: 7, seq: 40 }, verdict: "refetch" });
  });

  test("a resumed stream goes on from what we hold", () => {
    const held: Held = { epoch: 7, seq: 40 };
    expect(welcomed(held, { epoch: 7, seq: 40, resumed: true })).toEqual({ held, verdict: "drop" });
    expect(changed(held, { previous: 40, seq: 43 })).toEqual({ held: { epoch: 7, seq: 43 }, verdict: "apply" });
  });

  test("a stream resumed from elsewhere asks for everything", () => {
    expect(welcomed({ epoch: 7, seq: 40 }, { epoch: 7, seq: 44, resumed: true }).verdict).toBe("refetch");
  });

  test("a restarted server has another epoch, and everything is asked for again", () => {
    expect(welcomed({ epoch: 7, seq: 40 }, { epoch: 8, seq: 2, resumed: false })).toEqual({ held: { epoch: 8, seq: 2 }, verdict: "refetch" });
    expect(welcomed({ epoch: 7, seq: 40 }, { epoch: 8, seq: 40, resumed: true }).verdict).toBe("refetch");
  });

  test("frames in order are applied one after the other", () => {
    let held: Held = { epoch: 1, seq: 10 };
    for (const [previous, seq] of [[10, 12], [12, 13], [13, 20]] as const) {
      const judged = changed(held, { previous, seq });
      expect(judged.verdict).toBe("apply");
      held = judged.held;
    }
    expect(held).toEqual({ epoch: 1, seq: 20 });
  });

  test("a gap asks for everything and goes on from the frame", () => {
    const judged = changed({ epoch: 1, seq: 10 }, { previous: 11, seq: 12 });
    expect(judged).toEqual({ held: { epoch: 1, seq: 12 }, verdict: "refetch" });
    expect(changed(judged.held, { previous: 12, seq: 13 }).verdict).toBe("apply");
  });

  test("a frame that stays at the sequence carries presence and is applied", () => {
    expect(changed({ epoch: 1, seq: 10 }, { previous: 10, seq: 10 })).toEqual({ held: { epoch: 1, seq: 10 }, verdict: "apply" });
  });

  test("an old frame is dropped", () => {
    expect(changed({ epoch: 1, seq: 10 }, { previous: 7, seq: 9 })).toEqual({ held: { epoch: 1, seq: 10 }, verdict: "drop" });
    expect(changed({ epoch: 1, seq: 10 }, { previous: 9, seq: 10 }).verdict).toBe("drop");
  });

  test("a frame before any welcome asks for everything", () => {
    expect(changed(null, { previous: 1, seq: 2 })).toEqual({ held: null, verdict: "refetch" });
  });

  test("hello carries what we hold, or that we hold nothing", () => {
    expect(resumeFrom(null)).toEqual({ after: null, epoch: null });
    expect(resumeFrom({ epoch: 3, seq: 9 })).toEqual({ after: 9, epoch: 3 });
  });
});

describe("trying again", () => {
  test("the waits grow and never pass five seconds", () => {
    const waits = Array.from({ length: 40 }, (_, tries) => waitBefore(tries, 1));
    expect(waits[0]).toBe(250);
    expect(Math.max(...waits)).toBe(5_000);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });

  test("chance spreads a try over the second half of its wait", () => {
    expect(waitBefore(4, 0)).toBe(2_000);
    expect(waitBefore(4, 1)).toBe(4_000);
  });
});
