/** The pages of the settings, in the order of their list. The palette leads to them as well. */
import type { IconName } from "../ui/Icon";

export interface Section {
  name: SectionName;
  group: Group;
  icon: IconName;
  /** A place of its own, outside the settings. */
  to?: "/outbox";
}
export const GROUPS = ["you", "desk", "after", "phone"] as const;
export type Group = (typeof GROUPS)[number];
export type SectionName =
  | "profile"
  | "security"
  | "devices"
  | "signals"
  | "keyboard"
  | "appearance"
  | "workspace"
  | "hours"
  | "teammates"
  | "roles"
  | "teams"
  | "tags"
  | "audit"
  | "notifications"
  | "webhooks"
  | "jobs"
  | "outbox"
  | "phone"
  | "numbers"
  | "trunks"
  | "destinations"
  | "first-steps";

export const SECTIONS: readonly Section[] = [
  { name: "profile", group: "you", icon: "person" },
  { name: "security", group: "you", icon: "eye" },
  { name: "devices", group: "you", icon: "mic" },
  { name: "signals", group: "you", icon: "bell" },
  { name: "keyboard", group: "you", icon: "keyboard" },
  { name: "appearance", group: "you", icon: "sun" },
  { name: "workspace", group: "desk", icon: "board" },
  { name: "hours", group: "desk", icon: "clock" },
  { name: "teammates", group: "desk", icon: "people" },
  { name: "teams", group: "desk", icon: "team" },
  { name: "roles", group: "desk", icon: "rules" },
  { name: "tags", group: "desk", icon: "tag" },
  { name: "audit", group: "desk", icon: "list" },
  { name: "notifications", group: "after", icon: "bolt" },
  { name: "outbox", group: "after", icon: "mail", to: "/outbox" },
  { name: "webhooks", group: "after", icon: "link" },
  { name: "jobs", group: "after", icon: "reopen" },
  { name: "phone", group: "phone", icon: "phone" },
  { name: "numbers", group: "phone", icon: "keys" },
  { name: "trunks", group: "phone", icon: "transfer" },
  { name: "destinations", group: "phone", icon: "phone-out" },
  { name: "first-steps", group: "phone", icon: "flow" },
];

/** `teams/3` is the page of a team; the part behind the slash is for the section itself. */
export function placeOf(path: string): { section: SectionName | null; rest: string | null } {
  const [name = "", ...rest] = path.split("/").filter((part) => part !== "");
  const found = SECTIONS.find((section) => section.name === name);
  return { section: found?.name ?? null, rest: found && rest.length > 0 ? rest.join("/") : null };
}
