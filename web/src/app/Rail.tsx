import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { Bell } from "../alerts/Bell";
import { viewsQuery } from "../api/queries";
import AvailabilityMenu from "../availability/AvailabilityMenu";
import { counted } from "../inbox/viewNames";
import { t } from "../texts";
import { Icon, Logo } from "../ui/Icon";
import { Tip } from "../ui/Tip";
import { keysShown } from "./keymap";
import { openPalette } from "./palette";

/** The places of the product; a bar at the foot below 640 px. */
export function Rail() {
  const views = useQuery(viewsQuery);
  const here = useLocation({ select: (location) => location.pathname });
  const waiting = views.data?.waiting ?? 0;
  const tasks = views.data?.tasks_mine ?? 0;
  return (
    <nav className="rail" aria-label={t("app.rail.label")}>
      <span className="wide">
        <Logo />
      </span>
      <Tip words={t("app.rail.inbox")} side="right">
        <Link to="/inbox/$view" params={{ view: "yours" }} activeProps={{}} aria-current={here.startsWith("/inbox") ? "page" : undefined} aria-label={waiting > 0 ? t("app.rail.inbox_waiting", { count: waiting }) : t("app.rail.inbox")}>
          <Icon name="inbox" />
          {waiting > 0 && <span className="count on waiting">{waiting}</span>}
        </Link>
      </Tip>
      <Tip words={t("tasks.title")} side="right">
        <Link to="/tasks/$view" params={{ view: "mine" }} activeProps={{}} aria-current={here.startsWith("/tasks") ? "page" : undefined} aria-label={tasks > 0 ? t("tasks.rail", { count: tasks }) : t("tasks.title")}>
          <Icon name="task" />
          {tasks > 0 && <span className="count quiet">{counted(tasks)}</span>}
        </Link>
      </Tip>
      <Bell />
      <Tip words={`${t("app.rail.search")} (${keysShown("Mod+K")})`} side="right">
        <button type="button" className="rb" aria-label={t("app.rail.search")} onClick={() => openPalette("commands")}>
          <Icon name="search" />
        </button>
      </Tip>
      <span className="sp" />
      <Tip words={t("app.rail.settings")} side="right">
        <Link to="/settings/$" params={{ _splat: "" }} activeProps={{}} aria-current={(here.startsWith("/settings") || here.startsWith("/outbox")) ? "page" : undefined} aria-label={t("app.rail.settings")}>
          <Icon name="gear" />
        </Link>
      </Tip>
      <AvailabilityMenu />
    </nav>
  );
}
