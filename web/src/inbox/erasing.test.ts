import { expect, test } from "vitest";
import { confirms, wordsToType } from "./erasing";

const ruth = { name: "Ruth  Calloway", number: "+44 20 7946 0182" };

test("the name confirms in any case and with any blanks, a part of it does not", () => {
  expect(confirms(" ruth calloway ", ruth)).toBe(true);
  expect(confirms("Ruth", ruth)).toBe(false);
  expect(confirms("", ruth)).toBe(false);
});

test("the number confirms however it is written, and nothing else with its digits", () => {
  expect(confirms("+442079460182", ruth)).toBe(true);
  expect(confirms("+44 (20) 7946-0182", ruth)).toBe(true);
  expect(confirms("+44207946018", ruth)).toBe(false);
  expect(confirms("no 442079460182", ruth)).toBe(false);
});

test("who has no name is asked for by number, and who has neither by what stands for both", () => {
  expect(wordsToType({ name: "", number: "+15550100" })).toBe("+15550100");
  expect(wordsToType({ name: " ", number: null })).toBe("Unknown caller");
  expect(confirms("unknown caller", { name: "", number: null })).toBe(true);
});
