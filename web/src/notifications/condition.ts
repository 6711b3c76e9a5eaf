/** Conditions: what a test asks for when it is new, and the way to change one inside another. Pure. */
import type { Condition, Group, Test } from "./documents";

/** How deep groups may lie in each other, and how many tests one rule may have; the desk refuses more. */
export const DEPTH_MAX = 3;
export const TESTS_MAX = 50;

export type TestKind = Test["is"];
/** In the order of the menu. */
export const TEST_KINDS: readonly TestKind[] = ["outcome", "direction", "team", "channel", "caller", "duration", "talked", "tags", "not_tags", "note_words", "no_notes"];

export function isGroup(condition: Condition): condition is Group {
  return condition.is === "all" || condition.is === "any";
}

/** The rule as the builder shows it: always a group. */
export function asGroup(condition: Condition): Group {
  return isGroup(condition) ? condition : { is: "all", of: [condition] };
}

export function newTest(kind: TestKind): Test {
  switch (kind) {
    case "outcome":
      return { is: kind, one_of: [] };
    case "direction":
      return { is: kind, direction: "inbound" };
    case "team":
    case "channel":
      return { is: kind, one_of: [] };
    case "caller":
      return { is: kind, starts_with: [] };
    case "duration":
    case "talked":
      return { is: kind, at_least_s: 60, at_most_s: null };
    case "tags":
      return { is: kind, mode: "any", tags: [] };
    case "not_tags":
      return { is: kind, tags: [] };
    case "note_words":
      return { is: kind, mode: "any", words: [] };
    case "no_notes":
      return { is: kind };
  }
}

/** A test of another kind keeps what both kinds know. */
export function turnedInto(kind: TestKind, from: Test): Test {
  const fresh = newTest(kind);
  if (from.is === kind) return from;
  if ((fresh.is === "duration" || fresh.is === "talked") && (from.is === "duration" || from.is === "talked")) return { ...fresh, at_least_s: from.at_least_s, at_most_s: from.at_most_s };
  if ((fresh.is === "tags" || fresh.is === "not_tags") && (from.is === "tags" || from.is === "not_tags")) return { ...fresh, tags: from.tags };
  return fresh;
}

/** The place of a condition: which child of the rule, which child of that, and so on. */
export type Path = readonly number[];

/** The rule with one condition replaced. */
export function replaced(rule: Group, path: Path, next: Condition): Group {
  const [at, ...rest] = path;
  if (at === undefined) return asGroup(next);
  const child = rule.of[at];
  if (child === undefined) return rule;
  const changed = rest.length === 0 ? next : isGroup(child) ? replaced(child, rest, next) : child;
  return { ...rule, of: rule.of.with(at, changed) };
}

/** The rule without one condition. */
export function removed(rule: Group, path: Path): Group {
  const [at, ...rest] = path;
  if (at === undefined) return rule;
  const child = rule.of[at];
  if (child === undefined) return rule;
  if (rest.length === 0) return { ...rule, of: rule.of.toSpliced(at, 1) };
  return isGroup(child) ? { ...rule, of: rule.of.with(at, removed(child, rest)) } : rule;
}

/** The rule with one condition more, at the end of a group. */
export function added(rule: Group, group: Path, next: Condition): Group {
  const [at, ...rest] = group;
  if (at === undefined) return { ...rule, of: [...rule.of, next] };
  const child = rule.of[at];
  return child !== undefined && isGroup(child) ? { ...rule, of: rule.of.with(at, added(child, rest, next)) } : rule;
}

export function testsIn(condition: Condition): Test[] {
  return isGroup(condition) ? condition.of.flatMap(testsIn) : [condition];
}

/** How many groups lie in each other: a test alone is 0. */
export function depthOf(condition: Condition): number {
  return isGroup(condition) ? 1 + Math.max(0, ...condition.of.map(depthOf)) : 0;
}

/** Whether a rule looks at what is written down only during the wrap-up. */
export function waitsForWrapUp(condition: Condition): boolean {
  return testsIn(condition).some((test) => test.is === "tags" || test.is === "not_tags" || test.is === "note_words" || test.is === "no_notes");
}
