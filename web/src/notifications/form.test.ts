import { describe, expect, test } from "vitest";
import { text, variable } from "../rich/tree";
import { changedFields, clashes, rebased } from "../settings/draft";
import type { NotificationSettings } from "./documents";
import { EMPTY, formOf, settingsOf } from "./form";

const MISSED: NotificationSettings = {
  name: "Missed call",
  on: "on",
  when: { when: "rule", condition: { is: "all", of: [{ is: "outcome", one_of: ["no_answer"] }] } },
  mail: { recipients: ["a@b.example"], subject: [text("Missed: "), variable("customer_name", "somebody")], body: [{ block: "paragraph", pieces: [text("Call back.")] }] },
  alert: { to: { to: "teammates", teammates: [3] } },
  task: { priority: "high", title: [text("Call back")], due_after_hours: 4, assignee: { teammate: 2 } },
  retired: "off",
};

describe("a notification and its form", () => {
  test("it comes back as it went in", () => {
    for (const kept of [MISSED, { ...MISSED, when: { when: "always" as const } }, { ...MISSED, mail: null, task: null }, { ...MISSED, alert: { to: { to: "everybody" as const } } }, { ...MISSED, alert: null }]) expect(settingsOf(formOf(kept))).toEqual(kept);
    expect(settingsOf(formOf(EMPTY))).toEqual(EMPTY);
  });

  test("a single test is shown as a group, and means the same", () => {
    const form = formOf({ ...MISSED, when: { when: "rule", condition: { is: "no_notes" } } });
    expect(form.rule).toEqual({ is: "all", of: [{ is: "no_notes" }] });
  });

  test("what is switched off keeps what was written until it is saved", () => {
    const off = { ...formOf(MISSED), mail: "off" as const, always: "on" as const };
    expect(settingsOf(off).mail).toBeNull();
    expect(settingsOf(off).when).toEqual({ when: "always" });
    expect(settingsOf({ ...off, mail: "on", always: "off" })).toEqual(MISSED);
  });

  test("a name loses the blanks around it", () => {
    expect(settingsOf({ ...formOf(MISSED), name: " Missed call " }).name).toBe("Missed call");
  });
});

describe("two who change one notification", () => {
  const base = formOf(MISSED);
  const theirs = { ...base, recipients: ["c@d.example"], priority: "low" as const };

  test("keep what each changed of one mail", () => {
    const mine = { ...base, subject: [text("Somebody called")] };
    expect(clashes(base, mine, theirs)).toEqual([]);
    expect(rebased(base, mine, theirs)).toEqual({ ...theirs, subject: [text("Somebody called")] });
  });

  test("are told where both changed the same", () => {
    const mine = { ...base, recipients: ["e@f.example"] };
    expect(clashes(base, mine, theirs)).toEqual(["recipients"]);
    expect(changedFields(base, theirs)).toEqual(["recipients", "priority"]);
  });
});
