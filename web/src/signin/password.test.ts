import { expect, test } from "vitest";
import { acceptable, looksLikeEmail, rulesOf } from "./password";

test("a password has 10 to 200 characters, counted as a person counts them", () => {
  expect(acceptable("123456789", "ana@example.org")).toBe(false);
  expect(acceptable("1234567890", "ana@example.org")).toBe(true);
  expect(acceptable("🦊".repeat(9), "ana@example.org")).toBe(false);
  expect(acceptable("🦊".repeat(10), "ana@example.org")).toBe(true);
  expect(acceptable("x".repeat(200), "ana@example.org")).toBe(true);
  expect(acceptable("x".repeat(201), "ana@example.org")).toBe(false);
});

test("a password is not the e-mail address in any spelling", () => {
  expect(acceptable(" Ana@Example.org ", "ana@example.org")).toBe(false);
});

test("an empty field meets no rule, and the upper limit is named only when it is passed", () => {
  expect(rulesOf("", "").map(({ rule, met }) => [rule, met])).toEqual([["long_enough", false], ["not_the_email", false]]);
  expect(rulesOf("x".repeat(201), "").map(({ rule }) => rule)).toContain("not_too_long");
});

test("an e-mail address has one @ with something on both sides", () => {
  expect(["ana@example.org", " a@b ", "a@localhost"].map(looksLikeEmail)).toEqual([true, true, true]);
  expect(["", "ana", "@b", "a@", "a@b@c", "a b@c"].map(looksLikeEmail)).toEqual(Array(6).fill(false));
});
