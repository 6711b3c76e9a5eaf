/** What a tag may be called. Pure. */
import type { NameRef, TagView } from "../api/model";

/** The desk's limit of a name. */
export const TAG_CHARS_MAX = 100;

/** The name as it is kept: without blanks around it or more than one between its words. */
export function tidyTag(name: string): string {
  return name.trim().replaceAll(/\s+/g, " ");
}

/** Whether a name is taken, without regard to case; a retired tag holds its name. */
export function taken(tags: readonly { name: string }[], name: string): boolean {
  const wanted = tidyTag(name).toLocaleLowerCase();
  return tags.some((tag) => tag.name.toLocaleLowerCase() === wanted);
}

/** The tags that can be chosen: those in use, and retired ones that are on it already; by name. */
export function choosable(tags: readonly TagView[], on: readonly NameRef[]): TagView[] {
  const held = new Set(on.map((tag) => tag.id));
  return tags.filter((tag) => tag.retired === "off" || held.has(tag.id)).toSorted((a, b) => a.name.localeCompare(b.name));
}
