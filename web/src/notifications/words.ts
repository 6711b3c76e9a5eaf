/** Notifications told in words: in the list, and for what others changed meanwhile. */
import { type Piece, written, writtenBody } from "../rich/tree";
import type { Field } from "../settings/draft";
import type { Settings } from "../settings/documents";
import { listed, nameOf, type Told, toggleWords } from "../settings/words";
import { t } from "../texts";
import { duration } from "../ui/time";
import { isGroup } from "./condition";
import type { Condition, Mode, NotificationForm, NotificationSettings, TaskAssignee, Test } from "./documents";

/** Where the names in a notification come from. */
export type Names = Pick<Settings, "teams" | "channels" | "teammates" | "tags">;

const OR = new Intl.ListFormat("en-GB", { type: "disjunction" });
const AND = new Intl.ListFormat("en-GB", { type: "conjunction" });

function either(mode: Mode, words: readonly string[]): string {
  return (mode === "any" ? OR : AND).format(words);
}

/** What one test asks, as the end of a sentence that begins with *when*. */
export function testWords(test: Test, names: Names): string {
  switch (test.is) {
    case "outcome":
      return t("notifications.says.outcome", { names: OR.format(test.one_of.map((one) => t(`notifications.outcome.${one}`))) });
    case "direction":
      return t(`notifications.says.${test.direction}`);
    case "team":
      return t("notifications.says.team", { names: OR.format(test.one_of.map((id) => nameOf(names.teams, id))) });
    case "channel":
      return t("notifications.says.channel", { names: OR.format(test.one_of.map((id) => nameOf(names.channels, id))) });
    case "caller":
      return t("notifications.says.caller", { names: OR.format(test.starts_with) });
    case "duration":
      return t("notifications.says.duration", { span: spanWords(test.at_least_s, test.at_most_s) });
    case "talked":
      return t("notifications.says.talked", { span: spanWords(test.at_least_s, test.at_most_s) });
    case "tags":
      return t("notifications.says.tags", { names: either(test.mode, test.tags.map((id) => nameOf(names.tags, id))) });
    case "not_tags":
      return t("notifications.says.not_tags", { names: OR.format(test.tags.map((id) => nameOf(names.tags, id))) });
    case "note_words":
      return t("notifications.says.note_words", { names: either(test.mode, test.words.map((word) => `“${word}”`)) });
    case "no_notes":
      return t("notifications.says.no_notes");
  }
}

function spanWords(least: number | null, most: number | null): string {
  const time = (s: number) => (Number.isNaN(s) ? "–" : duration(s * 1_000));
  if (least !== null && most !== null) return t("notifications.says.between", { least: time(least), most: time(most) });
  if (least !== null) return t("notifications.says.at_least", { time: time(least) });
  return most === null ? "–" : t("notifications.says.at_most", { time: time(most) });
}

export function conditionWords(condition: Condition, names: Names): string {
  if (!isGroup(condition)) return testWords(condition, names);
  const parts = condition.of.map((one) => {
    const words = conditionWords(one, names);
    return isGroup(one) && one.of.length > 1 ? `(${words})` : words;
  });
  if (parts.length === 0) return t("notifications.says.never");
  return parts.join(condition.is === "all" ? t("notifications.says.and") : t("notifications.says.or"));
}

export function whenWords({ when }: NotificationSettings, names: Names): string {
  return when.when === "always" ? t("notifications.says.always") : t("notifications.says.when", { condition: conditionWords(when.condition, names) });
}

/** What happens, and for whom: `Mail to a@b.example · Alert for all teammates · Task (High)`. */
export function whatWords({ mail, alert, task }: NotificationSettings, names: Names): string {
  const parts = [
    mail ? t("notifications.says.mail", { names: listed(mail.recipients, t("settings.nobody")) }) : null,
    alert ? t("notifications.says.alert", { names: alert.to.to === "everybody" ? t("notifications.says.everybody") : listed(alert.to.teammates.map((id) => nameOf(names.teammates, id)), t("settings.nobody")) }) : null,
    task ? t("notifications.says.task", { priority: t(`notifications.priority.${task.priority}`) }) : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

export function assigneeWords(assignee: TaskAssignee, names: Names): string {
  if (typeof assignee === "object") return nameOf(names.teammates, assignee.teammate);
  return t(`notifications.assignee.${assignee}`);
}

function lineWords(pieces: readonly Piece[]): string {
  return pieces.length === 0 ? t("settings.none") : written(pieces);
}

/** For telling what somebody else changed. */
export function tellNotification(names: Names) {
  return (field: Field<NotificationForm>, form: NotificationForm): Told => {
    const name = t(`notifications.field.${field}`);
    switch (field) {
      case "name":
        return { name, value: form.name };
      case "on":
      case "always":
      case "mail":
      case "alert":
      case "task":
      case "retired":
        return { name, value: toggleWords(form[field]) };
      case "rule":
        return { name, value: conditionWords(form.rule, names) };
      case "recipients":
        return { name, value: listed(form.recipients, t("settings.nobody")) };
      case "subject":
      case "title":
        return { name, value: lineWords(form[field]) };
      case "body":
        return { name, value: form.body.length === 0 ? t("settings.none") : writtenBody(form.body) };
      case "alert_to":
        return { name, value: form.alert_to === "everybody" ? t("notifications.says.everybody") : t("notifications.alert.chosen") };
      case "alert_teammates":
        return { name, value: listed(form.alert_teammates.map((id) => nameOf(names.teammates, id)), t("settings.nobody")) };
      case "priority":
        return { name, value: t(`notifications.priority.${form.priority}`) };
      case "due_after_hours":
        return { name, value: form.due_after_hours === null ? t("notifications.task.no_due") : t("notifications.task.due_in", { count: form.due_after_hours }) };
      case "assignee":
        return { name, value: assigneeWords(form.assignee, names) };
    }
  };
}
