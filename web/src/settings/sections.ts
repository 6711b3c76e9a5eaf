/** The pages of the settings, in the order of their list. The palette leads to them as well. */
import type { IconName } from "../ui/Icon";

export interface Section {
  name: SectionName;
  group: "you" | "desk" | "phone";
  icon: IconName;
}
export type SectionName =
  | "profile"
  | "security"
  | "devices"
  | "notifications"
  | "keyboard"
  | "appearance"
  | "workspace"
  | "hours"
  | "teammates"
  | "roles"
  | "teams"
  | "phone"
  | "numbers"
  | "trunks"
  | "first-steps";

export const SECTIONS: readonly Section[] = [
  { name: "profile", group: "you", icon: "person" },
  { name: "security", group: "you", icon: "eye" },
  { name: "devices", group: "you", icon: "mic" },
  { name: "notifications", group: "you", icon: "bell" },
  { name: "keyboard", group: "you", icon: "keyboard" },
  { name: "appearance", group: "you", icon: "sun" },
  { name: "workspace", group: "desk", icon: "board" },
  { name: "hours", group: "desk", icon: "clock" },
  { name: "teammates", group: "desk", icon: "people" },
  { name: "teams", group: "desk", icon: "team" },
  { name: "roles", group: "desk", icon: "rules" },
  { name: "phone", group: "phone", icon: "phone" },
  { name: "numbers", group: "phone", icon: "keys" },
  { name: "trunks", group: "phone", icon: "transfer" },
  { name: "first-steps", group: "phone", icon: "flow" },
];

/** `teams/3` is the page of a team; the part behind the slash is for the section itself. */
export function placeOf(path: string): { section: SectionName | null; rest: string | null } {
  const [name = "", ...rest] = path.split("/").filter((part) => part !== "");
  const found = SECTIONS.find((section) => section.name === name);
  return { section: found?.name ?? null, rest: found && rest.length > 0 ? rest.join("/") : null };
}
