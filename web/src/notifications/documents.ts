/** A notification as it is kept, from the generated description of the API, and as its page edits it. */
import type { AlertTo, Condition, OutcomeKind, Priority, TaskAssignee, Toggle } from "../api/types";
import type { Block, Piece } from "../rich/tree";

export type {
  AlertPlan,
  AlertTo,
  AnyAll as Mode,
  Condition,
  MailPlan,
  NotificationSettings,
  OutcomeKind,
  Priority,
  TaskAssignee,
  TaskPlan,
  When,
} from "../api/types";

export type Group = Extract<Condition, { is: "all" | "any" }>;
/** What one test of a call asks. */
export type Test = Exclude<Condition, Group>;

export const OUTCOMES = ["completed", "abandoned_ivr", "abandoned_queue", "abandoned_on_hold", "no_answer", "deflected", "failed"] as const satisfies readonly OutcomeKind[];
export const PRIORITIES = ["low", "medium", "high", "urgent"] as const satisfies readonly Priority[];

/** A notification as its page edits it: what is switched off keeps what was written, and two who
    change different things of one mail do not disturb each other. */
export interface NotificationForm {
  name: string;
  on: Toggle;
  always: Toggle;
  rule: Group;
  mail: Toggle;
  recipients: string[];
  subject: Piece[];
  body: Block[];
  alert: Toggle;
  alert_to: AlertTo["to"];
  alert_teammates: number[];
  task: Toggle;
  priority: Priority;
  title: Piece[];
  due_after_hours: number | null;
  assignee: TaskAssignee;
  retired: Toggle;
}
