import { describe, expect, test } from "vitest";
import { turn } from "./bell";
import { choicesOf, SYSTEM } from "./choices";
import { bar } from "./level";
import { read, usual } from "./preferences";
import { icon } from "./signs";

describe("the ring", () => {
  const samples = turn(48_000);
  test("is never clipped and begins and ends in silence", () => {
    expect(Math.max(...samples.map(Math.abs))).toBeLessThan(1);
    expect(samples[0]).toBe(0);
    expect(samples.at(-1)).toBe(0);
  });
  test("is heard, and pauses for half of its turn", () => {
    const half = samples.length / 2;
    const loud = (from: number, to: number) => Math.sqrt(samples.subarray(from, to).reduce((sum, one) => sum + one * one, 0) / (to - from));
    expect(loud(0, half)).toBeGreaterThan(0.05);
    expect(loud(samples.length - Math.floor(half / 2), samples.length)).toBe(0);
  });
});

describe("the level meter", () => {
  test.each([
    ["silence", [0, 0, 0, 0], 0],
    ["nothing at all", [], 0],
    ["full scale", [1, -1, 1, -1], 1],
    ["the hiss of a room", [0.0005, -0.0005], 0],
  ])("%s", (_, samples, expected) => {
    expect(bar(samples)).toBeCloseTo(expected, 5);
  });
  test("a voice stands in the middle", () => {
    const voice = Array.from({ length: 1024 }, (_, at) => 0.1 * Math.sin(at / 5));
    expect(bar(voice)).toBeGreaterThan(0.5);
    expect(bar(voice)).toBeLessThan(0.75);
  });
});

describe("what this browser keeps", () => {
  test("nothing kept, or nonsense, is the usual", () => {
    for (const kept of [null, "", "{", "5", '"x"', "null", '{"ringVolume":7,"instantly":"yes","microphone":4}']) expect(read(kept)).toEqual(usual);
  });
  test("what was chosen is read, the rest is the usual", () => {
    expect(read('{"microphone":"abc","autoGain":false,"ringVolume":0}')).toEqual({ ...usual, microphone: "abc", autoGain: false, ringVolume: 0 });
  });
});

describe("choosing a device", () => {
  const unnamed = (number: number) => `Device ${number}`;
  const words = (devices: { deviceId: string; label: string }[], chosen: string | null) => choicesOf(devices, chosen, unnamed, "System default");
  test("the system's own choice stands first, once", () => {
    expect(words([{ deviceId: "default", label: "Default - Headset" }, { deviceId: "a", label: "Headset" }], null)).toEqual([
      { value: SYSTEM, words: "System default" },
      { value: "a", words: "Headset" },
    ]);
  });
  test("devices whose names are not told yet are numbered", () => {
    expect(words([{ deviceId: "a", label: "" }, { deviceId: "b", label: "" }], null).map((one) => one.words)).toEqual(["System default", "Device 1", "Device 2"]);
  });
  test("a chosen device that is not connected stays in the list", () => {
    expect(words([], "gone").map((one) => one.value)).toEqual([SYSTEM, "gone"]);
  });
});

test("the lamps of the page's icon differ", () => {
  expect(icon("ringing")).not.toBe(icon("live"));
  expect(icon("live")).toMatch(/^data:image\/svg\+xml,/);
});
