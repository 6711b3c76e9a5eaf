import { describe, expect, test } from "vitest";
import { text, variable } from "../rich/tree";
import type { Condition } from "./documents";
import { EMPTY, formOf } from "./form";
import { conditionWords, type Names, tellNotification, whatWords, whenWords } from "./words";

const doc = <T>(id: number, document: T) => ({ id, version: 1, document, from_file: false });
const NAMES = {
  teams: [doc(1, { name: "Support" }), doc(2, { name: "Sales" })],
  channels: [doc(4, { name: "Orders" })],
  teammates: [doc(7, { name: "Mira Castellan" })],
  tags: [doc(5, { name: "refund" }), doc(6, { name: "late" })],
} as unknown as Names;

describe("a condition in words", () => {
  const says: [Condition, string][] = [
    [{ is: "outcome", one_of: ["no_answer", "abandoned_queue"] }, "the outcome is No answer or Abandoned (queue)"],
    [{ is: "direction", direction: "inbound" }, "it is inbound"],
    [{ is: "team", one_of: [1, 2] }, "the team is Support or Sales"],
    [{ is: "channel", one_of: [4, 99] }, "the number is Orders or unknown"],
    [{ is: "caller", starts_with: ["+49", "+43"] }, "the caller's number begins with +49 or +43"],
    [{ is: "duration", at_least_s: 60, at_most_s: 600 }, "the call takes between 1:00 and 10:00"],
    [{ is: "talked", at_least_s: null, at_most_s: 5 }, "they talk at most 0:05"],
    [{ is: "tags", mode: "all", tags: [5, 6] }, "it is tagged refund and late"],
    [{ is: "not_tags", tags: [5] }, "it is not tagged refund"],
    [{ is: "note_words", mode: "any", words: ["angry", "cancel order"] }, "a note says “angry” or “cancel order”"],
    [{ is: "no_notes" }, "it has no notes"],
    [{ is: "all", of: [] }, "no test is written yet"],
  ];
  test.each(says)("%j", (condition, words) => expect(conditionWords(condition, NAMES)).toBe(words));

  test("groups in each other are told apart by parentheses", () => {
    const condition: Condition = { is: "all", of: [{ is: "direction", direction: "inbound" }, { is: "any", of: [{ is: "no_notes" }, { is: "tags", mode: "any", tags: [6] }] }] };
    expect(conditionWords(condition, NAMES)).toBe("it is inbound and (it has no notes or it is tagged late)");
  });
});

describe("a notification in words", () => {
  test("when, and what for whom", () => {
    expect(whenWords({ ...EMPTY, when: { when: "always" } }, NAMES)).toBe("After every call");
    expect(whenWords({ ...EMPTY, when: { when: "rule", condition: { is: "no_notes" } } }, NAMES)).toBe("When it has no notes");
    const all = { ...EMPTY, mail: { recipients: ["a@b.example"], subject: [], body: [] }, alert: { to: { to: "teammates" as const, teammates: [7] } }, task: { priority: "high" as const, title: [], due_after_hours: null, assignee: "nobody" as const } };
    expect(whatWords(all, NAMES)).toBe("Mail to a@b.example · Alert for Mira Castellan · Task (High)");
    expect(whatWords({ ...EMPTY, mail: null, alert: { to: { to: "everybody" } } }, NAMES)).toBe("Alert for all teammates");
  });

  test("what somebody else changed has a name and a value, field by field", () => {
    const form = { ...formOf(EMPTY), name: "Missed call", subject: [text("Hello "), variable("customer_name")], body: [{ block: "bullets" as const, items: [[text("one")], [text("two")]] }], due_after_hours: 1, assignee: { teammate: 7 } };
    const tell = tellNotification(NAMES);
    const told = Object.fromEntries((Object.keys(form) as (keyof typeof form)[]).map((field) => [field, tell(field, form)]));
    for (const [field, { name, value }] of Object.entries(told)) expect(name !== "" && value !== "", field).toBe(true);
    expect(told["subject"]?.value).toBe("Hello {{customer_name}}");
    expect(told["body"]?.value).toBe("• one\n• two");
    expect(told["due_after_hours"]?.value).toBe("1 hour after the call");
    expect(told["assignee"]?.value).toBe("Mira Castellan");
  });
});
