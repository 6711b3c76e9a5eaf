import type { ListFilter, ViewName } from "../api/queries";
import { t } from "../texts";
import { Empty } from "../ui/states";

/** An empty list says what would stand here, and when. */
export function NothingHere({ view, state, team }: { view: ViewName; state: ListFilter["state"]; team: string }) {
  if (state === "closed") return <Empty title={t("inbox.empty.closed")} words={t("inbox.empty.closed_words")} />;
  if (view.startsWith("team-")) return <Empty title={t("inbox.empty.team")} words={t("inbox.empty.team_words", { team })} />;
  const kind = view as Exclude<ViewName, `team-${number}`>;
  return <Empty title={t(`inbox.empty.${kind}`)} words={t(`inbox.empty.${kind}_words`)} />;
}
