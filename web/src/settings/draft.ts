/** What becomes of a person's changes when somebody else saves first. Pure. */

export type Field<T> = keyof T & string;

/** Whether two values of a document are the same, in depth. What is no number is the same as itself. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

/** The fields in which `to` differs from `from`. */
export function changedFields<T extends object>(from: T, to: T): Field<T>[] {
  const fields = new Set([...Object.keys(from), ...Object.keys(to)]) as Set<Field<T>>;
  return [...fields].filter((field) => !same(from[field], to[field]));
}

/** Their document with my changes on it: what only they changed stays theirs. */
export function rebased<T extends object>(base: T, mine: T, theirs: T): T {
  return changedFields(base, mine).reduce((held, field) => put(held, field, mine[field]), theirs);
}

/** The document with one field changed. What becomes undefined is taken out: a list whose lines are fields
    has no line for what was removed. */
export function put<T extends object, F extends Field<T>>(document: T, field: F, value: T[F]): T {
  if (value !== undefined) return { ...document, [field]: value };
  const { [field]: _, ...rest } = document;
  return rest as T;
}

/** The fields that both changed, and not to the same value. */
export function clashes<T extends object>(base: T, mine: T, theirs: T): Field<T>[] {
  const ours = new Set(changedFields(base, mine));
  return changedFields(base, theirs).filter((field) => ours.has(field) && !same(mine[field], theirs[field]));
}

export interface Version<T> {
  version: number;
  document: T;
}
export interface Held<T> {
  /** What the changes began from. */
  base: Version<T>;
  mine: T;
}

/** A newer version came from the server. `theirs` is what has to be settled by the person; null when nothing has. */
export function met<T extends object>(held: Held<T>, now: Version<T>): { held: Held<T>; theirs: Version<T> | null } {
  if (now.version === held.base.version) return { held, theirs: null };
  // Nothing was changed here, or to the same: theirs is simply shown.
  if (same(held.base.document, held.mine) || same(now.document, held.mine)) return { held: { base: now, mine: now.document }, theirs: null };
  // They saved what it was before: nothing of it touches my changes.
  if (same(now.document, held.base.document)) return { held: { base: now, mine: held.mine }, theirs: null };
  return { held, theirs: now };
}
