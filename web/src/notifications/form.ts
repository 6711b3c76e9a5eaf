/** From a notification to what its page edits, and back. Pure. */
import { normalBody, plain } from "../rich/tree";
import { asGroup } from "./condition";
import type { NotificationForm, NotificationSettings } from "./documents";

export function formOf(kept: NotificationSettings): NotificationForm {
  const { mail, alert, task } = kept;
  return {
    name: kept.name,
    on: kept.on,
    always: kept.when.when === "always" ? "on" : "off",
    rule: kept.when.when === "rule" ? asGroup(kept.when.condition) : { is: "all", of: [] },
    mail: mail ? "on" : "off",
    recipients: mail?.recipients ?? [],
    subject: plain(mail?.subject ?? []),
    body: normalBody(mail?.body ?? []),
    alert: alert ? "on" : "off",
    alert_to: alert?.to.to ?? "everybody",
    alert_teammates: alert?.to.to === "teammates" ? alert.to.teammates : [],
    task: task ? "on" : "off",
    priority: task?.priority ?? "medium",
    title: plain(task?.title ?? []),
    due_after_hours: task?.due_after_hours ?? null,
    assignee: task?.assignee ?? "nobody",
    retired: kept.retired,
  };
}

export function settingsOf(form: NotificationForm): NotificationSettings {
  return {
    name: form.name.trim(),
    on: form.on,
    when: form.always === "on" ? { when: "always" } : { when: "rule", condition: form.rule },
    mail: form.mail === "on" ? { recipients: form.recipients, subject: form.subject, body: form.body } : null,
    alert: form.alert === "on" ? { to: form.alert_to === "everybody" ? { to: "everybody" } : { to: "teammates", teammates: form.alert_teammates } } : null,
    task: form.task === "on" ? { priority: form.priority, title: form.title, due_after_hours: form.due_after_hours, assignee: form.assignee } : null,
    retired: form.retired,
  };
}

/** A notification from nothing: a mail to be written. */
export const EMPTY: NotificationSettings = {
  name: "",
  on: "on",
  when: { when: "rule", condition: { is: "all", of: [] } },
  mail: { recipients: [], subject: [], body: [] },
  alert: null,
  task: null,
  retired: "off",
};
