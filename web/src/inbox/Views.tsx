import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type ViewName, viewsQuery } from "../api/queries";
import { t } from "../texts";
import { IconButton } from "../ui/Button";
import { Icon, type IconName } from "../ui/Icon";
import { Avatar } from "../ui/people";
import { Strip } from "./Strip";
import { type Place, useGo } from "./usePlace";
import { counted, VIEWS } from "./viewNames";

const ICONS: Record<(typeof VIEWS)[number], IconName> = { yours: "person", unassigned: "team", all: "inbox" };

/** The views with how many open conversations each has. */
export function Views({ place }: { place: Place }) {
  const go = useGo();
  const { data } = useQuery(viewsQuery);
  return (
    <aside className="views" aria-label={t("inbox.views.label")}>
      <div className="bar">
        <h2 className="page-title">{t("inbox.title")}</h2>
        <span className="sp" />
        <IconButton icon="search" label={t("inbox.list.search")} keys="/" onClick={() => go.search((old) => ({ ...old, q: old.q ?? "" }))} />
      </div>
      <Strip />
      <nav className="scroll" aria-label={t("inbox.views.label")}>
        {VIEWS.map((view) => (
          <ViewLink key={view} view={view} place={place} count={data?.[view]}>
            <Icon name={ICONS[view]} />
            {t(`inbox.views.${view}`)}
          </ViewLink>
        ))}
        <h3 className="head">{t("inbox.views.phone")}</h3>
        <ViewLink view="waiting" place={place} count={data?.waiting} waits={(data?.waiting ?? 0) > 0}>
          <Icon name="phone-in" />
          {t("inbox.views.waiting")}
        </ViewLink>
        <ViewLink view="active" place={place}>
          <Icon name="phone" />
          {t("inbox.views.active")}
        </ViewLink>
        {data && data.teams.length > 0 && <h3 className="head">{t("inbox.views.teams")}</h3>}
        {data?.teams.map((team) => (
          <ViewLink key={team.id} view={`team-${team.id}`} place={place} count={team.open}>
            <Avatar kind="team" size="s" id={team.id} name={team.name} />
            <span className="cut" title={team.name}>
              {team.name}
            </span>
          </ViewLink>
        ))}
      </nav>
    </aside>
  );
}

function ViewLink({ view, place, count, waits, children }: {
  view: ViewName;
  place: Place;
  count?: number | undefined;
  waits?: boolean;
  children: ReactNode;
}) {
  return (
    <Link
      className="vi"
      to="/inbox/$view"
      params={{ view }}
      search={{}}
      activeProps={{}}
      aria-current={place.view === view ? "page" : undefined}
    >
      {children}
      {count !== undefined && <span className={waits ? "count waits" : "count"}>{counted(count)}</span>}
    </Link>
  );
}
