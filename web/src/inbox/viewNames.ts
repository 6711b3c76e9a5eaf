import { useQuery } from "@tanstack/react-query";
import { teamOf, type ViewName, viewsQuery } from "../api/queries";
import { t } from "../texts";

export const VIEWS = ["yours", "unassigned", "all"] as const;

/** How a view is called; a team by its name. */
export function useViewName(view: ViewName): string {
  const views = useQuery(viewsQuery);
  const team = teamOf(view);
  if (team !== null) return views.data?.teams.find((one) => one.id === team)?.name ?? t("inbox.views.team");
  return t(`inbox.views.${view as "yours" | "unassigned" | "all" | "waiting" | "active"}`);
}

/** How many open conversations a view has; null where nobody counts them. */
export function useOpen(view: ViewName): number | null {
  const views = useQuery(viewsQuery).data;
  if (!views || view === "waiting" || view === "active") return null;
  const team = teamOf(view);
  if (team !== null) return views.teams.find((one) => one.id === team)?.open ?? null;
  return views[view as (typeof VIEWS)[number]];
}

/** The server counts up to a thousand; nobody works through more. */
const COUNTED_MAX = 1_000;
export function counted(n: number): string {
  return n >= COUNTED_MAX ? t("inbox.views.many") : String(n);
}
