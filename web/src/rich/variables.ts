/** The names that a mail may hold for values of the call. Pure. */

/** The system's own, in the order of the picker. */
export const VARIABLES = [
  "customer_name",
  "customer_number",
  "customer_email",
  "agent_name",
  "account_name",
  "conversation_date",
  "conversation_time",
  "conversation_duration",
  "conversation_status",
  "conversation_direction",
  "conversation_url",
  "conversation_uuid",
  "to_number",
  "conversation_summary",
  "conversation_transcript",
] as const;
export type SystemVariable = (typeof VARIABLES)[number];

/** Those that some calls have no value for: there the fallback is written. */
const SOMETIMES: readonly string[] = ["customer_name", "customer_number", "customer_email", "agent_name", "to_number", "conversation_summary", "conversation_transcript"];

export function isSystem(name: string): name is SystemVariable {
  return (VARIABLES as readonly string[]).includes(name);
}

/** Found in the transcript by its name. */
export function isDynamic(name: string): boolean {
  return /^dyn_[a-z0-9_]{1,40}$/.test(name);
}

export function isVariable(name: string): boolean {
  return isSystem(name) || isDynamic(name);
}

export function mayBeEmpty(name: string): boolean {
  return isDynamic(name) || SOMETIMES.includes(name);
}

/** What looks like a variable in plain text and is none: the desk refuses it, since it would be sent as it stands. */
export function strays(text: string): string[] {
  return [...text.matchAll(/\{\{.*?\}\}/gs)].map((found) => found[0]);
}

/** `{{name}}` at the end of what was typed, and anywhere in what was pasted. */
export const TYPED = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}$/;
export const PASTED = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;
