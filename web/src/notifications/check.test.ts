import { describe, expect, test } from "vitest";
import { text, variable } from "../rich/tree";
import { checkNotification, wrongBody, wrongNames, wrongPrefix, wrongRecipient, wrongRecipients, wrongRule, wrongSubject, wrongTest, wrongWord } from "./check";
import type { Condition, NotificationForm } from "./documents";
import { EMPTY, formOf } from "./form";

const GOOD: NotificationForm = {
  ...formOf(EMPTY),
  name: "Missed call",
  always: "on",
  recipients: ["support@tidewater.example"],
  subject: [text("Missed call")],
  body: [{ block: "paragraph", pieces: [variable("customer_name")] }],
};

describe("a recipient", () => {
  test("is one plain address", () => {
    for (const address of ["a@b.example", "first.last+tag@sub.b.example", "o'neill@b.example", "a_b{c}|d~@b-c.example", "A!#$%&*+/=?^`@b.example"]) expect(wrongRecipient(address), address).toBeNull();
  });

  test("is nothing that could name a second one, or a header", () => {
    for (const address of ["a", "a@b", "a@b.example,c@d.example", "a@b.example\r\nBcc: c@d.example", "Ana <a@b.example>", "a b@c.example", "a@b..example", "a@.example", "@b.example", "a@b.example;c@d.example", "a@b.example\u0000", "ä@b.example", "a@bücher.example", ".a@b.example", "a.@b.example", "a..b@c.example", "-a@b.example", "a@-b.example", "a@b-.example", "a@b@c.example", `${"a".repeat(65)}@b.example`, `${"a".repeat(250)}@b.example`, ""]) expect(wrongRecipient(address), address).not.toBeNull();
  });

  test("there are one to twenty", () => {
    expect(wrongRecipients([])).toContain("at least one");
    expect(wrongRecipients(Array.from({ length: 20 }, (_, n) => `a${n}@b.example`))).toBeNull();
    expect(wrongRecipients(Array.from({ length: 21 }, (_, n) => `a${n}@b.example`))).toContain("20");
    expect(wrongRecipients(["a@b.example", "A@B.example"])).toContain("twice");
    expect(wrongRecipients(["a@b.example", "c"])).toContain("“c”");
  });
});

describe("a test", () => {
  test("asks for something", () => {
    const empty: Condition[] = [{ is: "outcome", one_of: [] }, { is: "team", one_of: [] }, { is: "channel", one_of: [] }, { is: "tags", mode: "any", tags: [] }, { is: "not_tags", tags: [] }, { is: "note_words", mode: "all", words: [] }, { is: "caller", starts_with: [] }, { is: "duration", at_least_s: null, at_most_s: null }];
    for (const one of empty) expect(wrongRule(one), one.is).not.toBeNull();
    for (const one of [{ is: "direction", direction: "inbound" }, { is: "no_notes" }, { is: "talked", at_least_s: 0, at_most_s: null }] satisfies Condition[]) expect(wrongRule(one)).toBeNull();
  });

  test("of a span has whole seconds, the least before the most", () => {
    expect(wrongTest({ is: "talked", at_least_s: 10, at_most_s: 9 })).toContain("no call is like that");
    expect(wrongTest({ is: "talked", at_least_s: Number.NaN, at_most_s: null })).not.toBeNull();
    expect(wrongTest({ is: "talked", at_least_s: 10, at_most_s: 10 })).toBeNull();
  });

  test("of words has short ones, of callers has digits", () => {
    expect(wrongWord("a".repeat(100))).toBeNull();
    expect(wrongWord("a".repeat(101))).not.toBeNull();
    expect(wrongWord("!?")).not.toBeNull();
    for (const prefix of ["+49", "0049", "1", "+49 (30) 1/2-3"]) expect(wrongPrefix(prefix)).toBeNull();
    for (const prefix of ["+", "", "abc", "1234567890123456"]) expect(wrongPrefix(prefix), prefix).not.toBeNull();
    expect(wrongTest({ is: "note_words", mode: "any", words: Array.from({ length: 51 }, String) })).toContain("50");
  });
});

describe("a condition", () => {
  const deep = (levels: number): Condition => (levels === 0 ? { is: "no_notes" } : { is: "all", of: [deep(levels - 1)] });

  test("is three groups deep at most, and has fifty tests at most", () => {
    expect(wrongRule(deep(3))).toBeNull();
    expect(wrongRule(deep(4))).toContain("3");
    expect(wrongRule({ is: "any", of: Array.from({ length: 50 }, () => deep(0)) })).toBeNull();
    expect(wrongRule({ is: "any", of: Array.from({ length: 51 }, () => deep(0)) })).toContain("50");
  });

  test("has no group without a test", () => {
    expect(wrongRule({ is: "all", of: [deep(1), { is: "any", of: [] }] })).toContain("never true");
  });
});

describe("a mail", () => {
  test("has a subject and a body that say something", () => {
    expect(wrongSubject([text("  ")])).not.toBeNull();
    expect(wrongSubject([variable("customer_name")])).toBeNull();
    expect(wrongBody([{ block: "paragraph", pieces: [] }, { block: "paragraph", pieces: [text(" ")] }])).not.toBeNull();
    expect(wrongBody([{ block: "paragraph", pieces: [variable("conversation_url")] }])).toBeNull();
  });

  test("says which names in braces are no variables", () => {
    expect(wrongNames([text("{{customer_nam}} and {{customer_nam}}"), variable("customer_name")])).toContain("{{customer_nam}} is no variable");
    expect(wrongSubject([text("{{a}} {{b}}")])).toContain("{{a}}, {{b}} are no variables");
    expect(wrongBody([{ block: "bullets", items: [[text("{{ }}")]] }])).toContain("is no variable");
    expect(wrongNames([text("{one} }} {{")])).toBeNull();
    expect(Object.keys(checkNotification({ ...GOOD, task: "on", title: [text("{{x}}")] }))).toEqual(["title"]);
  });
});

describe("a notification", () => {
  test("that is right has no mistakes", () => {
    expect(checkNotification(GOOD)).toEqual({});
  });

  test("does at least one thing", () => {
    expect(Object.keys(checkNotification({ ...GOOD, mail: "off" }))).toEqual(["mail"]);
    expect(checkNotification({ ...GOOD, mail: "off", task: "on" })).toEqual({});
  });

  test("is not held up by what is switched off", () => {
    expect(checkNotification({ ...GOOD, mail: "off", recipients: [], subject: [], body: [], alert: "on" })).toEqual({});
    expect(checkNotification({ ...GOOD, rule: { is: "all", of: [] } })).toEqual({});
    expect(Object.keys(checkNotification({ ...GOOD, always: "off", rule: { is: "all", of: [] } }))).toEqual(["rule"]);
  });

  test("names its chosen teammates and a sensible due time", () => {
    expect(Object.keys(checkNotification({ ...GOOD, alert: "on", alert_to: "teammates" }))).toEqual(["alert_teammates"]);
    expect(Object.keys(checkNotification({ ...GOOD, task: "on", due_after_hours: 0 }))).toEqual(["due_after_hours"]);
    expect(Object.keys(checkNotification({ ...GOOD, name: " " }))).toEqual(["name"]);
  });
});
