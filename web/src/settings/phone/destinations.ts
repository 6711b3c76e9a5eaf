/** Where calls may be placed to: the rule of the desk (`crates/desk/src/destinations.rs`), so that one
    sees what an unsaved list would do. A test holds both to the same cases. Pure. */
import type { Destinations, Reach } from "../../api/types";
import { t } from "../../texts";
import { wrongRange } from "../check";
import type { Mistakes } from "../DocumentForm";

/** By the beginnings of numbers. */
export type Rules = Readonly<Record<string, Reach>>;

/** The desk's own limits. */
export const DESTINATION_RULES_MAX = 500;
const PREFIX_DIGITS_MAX = 12;
const NUMBER_DIGITS = [7, 15] as const;
/** The desk counts calls in 32 bits. */
const HOURLY_CALLS_MAX = 4_294_967_295;

/** Ranges that cost far more than the country whose code they share; closed unless named themselves. */
export const DEAR: readonly string[] = [
  "+1242", "+1246", "+1264", "+1268", "+1284", "+1340", "+1345", "+1441", "+1473", "+1649",
  "+1658", "+1664", "+1670", "+1671", "+1684", "+1721", "+1758", "+1767", "+1784", "+1809",
  "+1829", "+1849", "+1868", "+1869", "+1876", "+1900", "+1976", "+31900", "+31906", "+31909",
  "+32900", "+3389", "+3480", "+3490", "+3989", "+41900", "+41901", "+41906", "+883", "+4487",
  "+449", "+43900", "+46900", "+48700", "+49137", "+49900", "+870", "+881", "+882", "+979",
];

const international = (digits: string) => /^[1-9]\d*$/.test(digits);

/** Why this is no prefix; null when it is one. */
export function wrongPrefix(text: string): string | null {
  const digits = text.startsWith("+") ? text.slice(1) : "";
  return digits.length <= PREFIX_DIGITS_MAX && international(digits) ? null : t("settings.destinations.wrong.prefix", { typed: text });
}

export interface Verdict {
  allowed: boolean;
  why: string;
}

/** Whether these rules let a number be called, and why. */
export function judge(rules: Rules, number: string): Verdict {
  const refused = (why: string): Verdict => ({ allowed: false, why });
  const digits = number.startsWith("+") ? number.slice(1) : "";
  const [min, max] = NUMBER_DIGITS;
  if (digits.length < min || digits.length > max || !international(digits)) return refused(t("settings.destinations.wrong.number", { number }));
  const rule = longest(Object.keys(rules), number);
  const dear = longest(DEAR, number);
  if (rule !== null && dear !== null && rule.length < dear.length) return refused(t("settings.destinations.why.dear", { dear }));
  if (rule === null) return refused(t("settings.destinations.why.none", { number }));
  if (rules[rule] === "closed") return refused(t("settings.destinations.why.closed", { prefix: rule }));
  return { allowed: true, why: t("settings.destinations.why.open", { number, prefix: rule }) };
}

function longest(prefixes: readonly string[], number: string): string | null {
  return prefixes.filter((prefix) => number.startsWith(prefix)).reduce<string | null>((held, next) => (held !== null && held.length > next.length ? held : next), null);
}

/** The dear ranges inside a prefix that stay closed, because no rule names them. */
export function closedWithin(rules: Rules, prefix: string): string[] {
  return DEAR.filter((dear) => dear.length > prefix.length && dear.startsWith(prefix) && !(dear in rules));
}

export function isDear(prefix: string): boolean {
  return DEAR.some((dear) => prefix.startsWith(dear));
}

/** The destinations while they are changed. Each prefix is a field of its own, so that two people who
    change different ones do not undo each other; the list of a role is one field. */
export type Policy = { [prefix: `+${string}`]: Reach; [role: `role ${number}`]: Rules } & HourlyCalls;
export interface HourlyCalls {
  teammate_calls: number;
  workspace_calls: number;
}

export function policyOf(held: Destinations): Policy {
  const roles = Object.entries(held.roles).map(([role, rules]) => [roleField(Number(role)), rules]);
  return { ...Object.fromEntries([...Object.entries(held.rules), ...roles]), teammate_calls: held.hourly_calls_of_teammate_max, workspace_calls: held.hourly_calls_of_workspace_max } as Policy;
}

export function destinationsOf(policy: Policy): Destinations {
  const roles = rolesOf(policy).map((role) => [String(role), policy[roleField(role)] ?? {}] as const);
  return {
    rules: rulesOf(policy),
    roles: Object.fromEntries(roles) as Destinations["roles"],
    hourly_calls_of_teammate_max: policy.teammate_calls,
    hourly_calls_of_workspace_max: policy.workspace_calls,
  };
}

/** The rules of everybody whose role has none of its own. */
export function rulesOf(policy: Policy): Record<string, Reach> {
  return Object.fromEntries(Object.entries(policy).filter(([field]) => field.startsWith("+"))) as Record<string, Reach>;
}

/** The roles with a list of their own. */
export function rolesOf(policy: Policy): number[] {
  return Object.keys(policy).filter((field) => field.startsWith("role ")).map((field) => Number(field.slice("role ".length))).toSorted((a, b) => a - b);
}

export function roleField(role: number): `role ${number}` {
  return `role ${role}`;
}

export function checkPolicy(mine: Policy): Mistakes<Policy> {
  const wrong: Mistakes<HourlyCalls> = {};
  for (const field of ["teammate_calls", "workspace_calls"] as const) {
    const words = wrongRange(mine[field], 0, HOURLY_CALLS_MAX);
    if (words !== null) wrong[field] = words;
  }
  return wrong as Mistakes<Policy>;
}
