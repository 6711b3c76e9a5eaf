import { useQuery } from "@tanstack/react-query";
import type { NavigateOptions } from "@tanstack/react-router";
import { viewsQuery } from "../api/queries";
import { SECTIONS } from "../settings/sections";
import { t } from "../texts";
import type { IconName } from "../ui/Icon";

export interface Place {
  key: string;
  icon: IconName;
  words: string;
  more?: string | undefined;
  to: NavigateOptions;
  /** Pages of the settings stand last: one goes there seldom. */
  seldom?: boolean;
}

const VIEWS = [
  { view: "yours", icon: "person" },
  { view: "unassigned", icon: "inbox" },
  { view: "all", icon: "list" },
  { view: "waiting", icon: "phone-in" },
] as const;

/** Where the palette leads: the views of the inbox, the teams, the pages of the settings. */
export function usePlaces(): Place[] {
  const teams = useQuery(viewsQuery).data?.teams ?? [];
  return [
    ...VIEWS.map(({ view, icon }): Place => ({ key: view, icon, words: t(`palette.view.${view}`), more: t("app.rail.inbox"), to: { to: "/inbox/$view", params: { view } } })),
    ...(["mine", "open", "done"] as const).map((view): Place => ({ key: `tasks-${view}`, icon: "task", words: t(`palette.tasks.${view}`), more: t("tasks.title"), to: { to: "/tasks/$view", params: { view } } })),
    ...teams.map((team): Place => ({ key: `team-${team.id}`, icon: "team", words: team.name, more: t("palette.team"), to: { to: "/inbox/$view", params: { view: `team-${team.id}` } } })),
    ...SECTIONS.map((section): Place => ({ key: section.name, icon: section.icon, words: t(`settings.section.${section.name}`), more: t("app.rail.settings"), to: section.to ? { to: section.to } : { to: "/settings/$", params: { _splat: section.name } }, seldom: true })),
  ];
}
