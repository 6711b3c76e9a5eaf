import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ViewName, viewsQuery } from "../api/queries";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu, MenuChoice, MenuHead, MenuItem } from "../ui/Menu";
import { type Place, useGo } from "./usePlace";
import { counted, VIEWS } from "./viewNames";

const STATES = ["open", "closed", "any"] as const;
const SORTS = ["newest", "oldest"] as const;

/** Which conversations and in which order. */
export function ListTools({ place }: { place: Place }) {
  const go = useGo();
  const { state, sort } = place.filter;
  return (
    <div className="listtools">
      <Menu
        label={t("inbox.list.state.any")}
        trigger={
          <Button kind="plain" size="s">
            {t(`inbox.list.state.${state}`)}
            <Icon name="down" />
          </Button>
        }
      >
        <MenuChoice
          value={state}
          choices={STATES.map((value) => ({ value, words: t(`inbox.list.state.${value}`) }))}
          onChoose={(value) => go.search(({ state: _, ...old }) => (value === "open" ? old : { ...old, state: value }))}
        />
      </Menu>
      <Menu
        label={t("inbox.list.sort.newest")}
        trigger={
          <Button kind="plain" size="s">
            {t(`inbox.list.sort.${sort}`)}
            <Icon name="down" />
          </Button>
        }
      >
        <MenuChoice
          value={sort}
          choices={SORTS.map((value) => ({ value, words: t(`inbox.list.sort.${value}`) }))}
          onChoose={(value) => go.search(({ sort: _, ...old }) => (value === "newest" ? old : { ...old, sort: value }))}
        />
      </Menu>
    </div>
  );
}

/** Below 1000 px the views are a menu in the list's header. */
export function ViewChooser({ view, name }: { view: ViewName; name: string }) {
  const { data } = useQuery(viewsQuery);
  const navigate = useNavigate();
  const open = (to: ViewName) => void navigate({ to: "/inbox/$view", params: { view: to }, search: {} });
  return (
    <Menu
      label={t("inbox.views.choose")}
      trigger={
        <Button kind="plain" className="viewchooser" aria-label={`${t("inbox.views.choose")}: ${name}`}>
          <span className="cut">{name}</span>
          <Icon name="down" />
        </Button>
      }
    >
      {VIEWS.map((one) => (
        <MenuItem key={one} icon={one === view ? "check" : "inbox"} end={data && counted(data[one])} onSelect={() => open(one)}>
          {t(`inbox.views.${one}`)}
        </MenuItem>
      ))}
      <MenuHead>{t("inbox.views.phone")}</MenuHead>
      <MenuItem icon={view === "waiting" ? "check" : "phone-in"} end={data?.waiting} onSelect={() => open("waiting")}>
        {t("inbox.views.waiting")}
      </MenuItem>
      <MenuItem icon={view === "active" ? "check" : "phone"} onSelect={() => open("active")}>
        {t("inbox.views.active")}
      </MenuItem>
      {data && data.teams.length > 0 && <MenuHead>{t("inbox.views.teams")}</MenuHead>}
      {data?.teams.map((team) => (
        <MenuItem key={team.id} icon={view === `team-${team.id}` ? "check" : "team"} end={counted(team.open)} onSelect={() => open(`team-${team.id}`)}>
          {team.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
