import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useId } from "react";
import type { Editing } from "../settings/DocumentForm";
import { type Settings, toggle } from "../settings/documents";
import { t } from "../texts";
import { SelectField } from "../ui/form/choices";
import { useForm } from "../ui/form/context";
import { Part } from "../ui/form/Form";
import { LimitField } from "../ui/form/LimitField";
import { Segments } from "../ui/fields";
import { Icon, type IconName } from "../ui/Icon";
import { Avatar } from "../ui/people";
import { toast } from "../ui/toasts";
import { ChoiceChips, Wrong } from "./Chips";
import { type NotificationForm, PRIORITIES, type TaskAssignee } from "./documents";
import { variablesQuery } from "./queries";

const fields = () => import("../rich/Fields");
const LineField = lazy(() => fields().then(({ LineField }) => ({ default: LineField })));
const BodyField = lazy(() => fields().then(({ BodyField }) => ({ default: BodyField })));

/** What happens: a mail, an alert, a task. */
export function What({ editing, desk }: { editing: Editing<NotificationForm>; desk: Settings }) {
  return (
    <Part title={t("notifications.what.section")}>
      <Mail editing={editing} />
      <hr className="sep" />
      <Alert editing={editing} desk={desk} />
      <hr className="sep" />
      <Task editing={editing} desk={desk} />
      {editing.wrong.mail && <Nothing words={editing.wrong.mail} />}
    </Part>
  );
}

function Nothing({ words }: { words: string }) {
  const { attempted } = useForm();
  return attempted ? <Wrong words={words} /> : null;
}

/** One thing that may happen: its name, a switch, and what belongs to it. */
function Action({ icon, label, hint, on, onChange, end, children, bad = false }: { icon: IconName; label: string; hint: string; on: boolean; onChange: (on: boolean) => void; end?: ReactNode; children?: ReactNode; bad?: boolean }) {
  const id = useId();
  const { locked } = useForm();
  return (
    <div className="action" role="group" aria-labelledby={`${id}-name`}>
      <div className="line">
        <Icon name={icon} />
        <span className="grow">
          <label className="med" htmlFor={id} id={`${id}-name`}>
            {label}
          </label>
          <span className="hint" id={`${id}-hint`}>
            {hint}
          </span>
        </span>
        {on && end}
        <button
          type="button"
          role="switch"
          id={id}
          className="switch"
          aria-checked={on}
          aria-describedby={`${id}-hint`}
          {...(bad ? { "data-bad": true } : {})}
          {...(locked ? { "aria-disabled": true, title: locked.reason } : {})}
          onClick={() => (locked ? toast(locked.reason) : onChange(!on))}
        />
      </div>
      {on && children && <div className="action-body">{children}</div>}
    </div>
  );
}

function Mail({ editing: { mine, set, wrong } }: { editing: Editing<NotificationForm> }) {
  const variables = useQuery(variablesQuery).data ?? [];
  return (
    <Action icon="mail" label={t("notifications.field.mail")} hint={t("notifications.what.mail_hint")} on={mine.mail === "on"} onChange={(on) => set("mail", toggle(on))}>
      <Suspense fallback={<Fetching />}>
        <LineField label={t("notifications.what.subject")} value={mine.subject} variables={variables} wrong={wrong.subject} placeholder={t("notifications.what.subject_like")} onChange={(subject) => set("subject", subject)} />
        <BodyField label={t("notifications.what.body")} value={mine.body} variables={variables} wrong={wrong.body} placeholder={t("notifications.what.body_like")} onChange={(body) => set("body", body)} />
      </Suspense>
    </Action>
  );
}

/** The editor is fetched when it is needed. */
function Fetching() {
  return (
    <div className="nt-fetching" aria-busy="true">
      <span className="sr">{t("app.loading")}</span>
      <span className="skel" />
      <span className="skel tall" />
    </div>
  );
}

function Alert({ editing: { mine, set, wrong }, desk }: { editing: Editing<NotificationForm>; desk: Settings }) {
  const { locked } = useForm();
  const chosen = mine.alert_to === "teammates";
  const here = desk.teammates.filter((one) => one.document.employment === "here" || mine.alert_teammates.includes(one.id));
  return (
    <Action
      icon="bell"
      label={t("notifications.field.alert")}
      hint={t("notifications.alert.hint")}
      on={mine.alert === "on"}
      onChange={(on) => set("alert", toggle(on))}
      end={
        <Segments
          label={t("notifications.field.alert_to")}
          value={mine.alert_to}
          choices={[
            { value: "everybody", words: t("notifications.alert.everybody") },
            { value: "teammates", words: t("notifications.alert.chosen") },
          ]}
          onChoose={(to) => (locked ? toast(locked.reason) : set("alert_to", to))}
        />
      }
    >
      {chosen && (
        <ChoiceChips
          label={t("notifications.field.alert_teammates")}
          chosen={mine.alert_teammates.map(String)}
          choices={here.map((one) => ({ key: String(one.id), words: one.document.name, mark: <Avatar id={one.id} name={one.document.name} size="s" /> }))}
          add={t("notifications.alert.add")}
          find={t("notifications.alert.find")}
          none={t("notifications.alert.none")}
          wrong={wrong.alert_teammates}
          onChange={(keys) => set("alert_teammates", keys.map(Number))}
        />
      )}
    </Action>
  );
}

function Task({ editing: { mine, set, wrong }, desk }: { editing: Editing<NotificationForm>; desk: Settings }) {
  const variables = useQuery(variablesQuery).data ?? [];
  const assignee = typeof mine.assignee === "object" ? `teammate-${mine.assignee.teammate}` : mine.assignee;
  const here = desk.teammates.filter((one) => one.document.employment === "here" || assignee === `teammate-${one.id}`);
  return (
    <Action icon="task" label={t("notifications.field.task")} hint={t("notifications.task.hint")} on={mine.task === "on"} onChange={(on) => set("task", toggle(on))}>
      <Suspense fallback={<Fetching />}>
        <LineField label={t("notifications.field.title")} hint={t("notifications.task.title_hint")} value={mine.title} variables={variables} wrong={wrong.title} placeholder={t("notifications.task.title_like")} onChange={(title) => set("title", title)} />
      </Suspense>
      <div className="task-line">
        <SelectField label={t("notifications.field.priority")} value={mine.priority} choices={PRIORITIES.map((one) => ({ value: one, words: t(`notifications.priority.${one}`) }))} onChange={(priority) => set("priority", priority)} />
        <SelectField
          label={t("notifications.field.assignee")}
          value={assignee}
          choices={[
            { value: "nobody", words: t("notifications.assignee.nobody") },
            { value: "who_answered", words: t("notifications.assignee.who_answered") },
            ...here.map((one) => ({ value: `teammate-${one.id}`, words: one.document.name })),
          ]}
          onChange={(key) => set("assignee", assigneeOf(key))}
        />
      </div>
      <LimitField
        label={t("notifications.task.due")}
        numberLabel={t("notifications.task.due_after")}
        unit={t("notifications.task.hours")}
        value={mine.due_after_hours}
        usual={24}
        wrong={wrong.due_after_hours}
        onChange={(hours) => set("due_after_hours", hours)}
      />
    </Action>
  );
}

function assigneeOf(key: string): TaskAssignee {
  if (key === "nobody" || key === "who_answered") return key;
  return { teammate: Number(key.slice("teammate-".length)) };
}
