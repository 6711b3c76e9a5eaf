import { useQuery } from "@tanstack/react-query";
import { request, sentenceOf } from "../../api/client";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Part } from "../../ui/form/Form";
import { Icon } from "../../ui/Icon";
import { Avatar } from "../../ui/people";
import { clockToSecond } from "../../ui/time";
import type { RouteView } from "../documents";

/** Where a call to this number would go at this moment, by what is saved. */
export function RouteNow({ channel, version }: { channel: number; version: number }) {
  const route = useQuery({
    queryKey: ["route", channel, version],
    queryFn: ({ signal }) => request<RouteView>("GET", `/settings/channels/${channel}/route`, { signal }),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Part title={t("settings.route.title")} words={t("settings.route.words")}>
      <div className="route-now" aria-live="polite">
        {route.data?.rings ? <Avatar id={route.data.rings.id} name={route.data.rings.name} /> : <Icon name={route.isError ? "warn" : "arrow"} />}
        <div className="grow">
          {route.isPending && <p className="t3">{t("settings.route.asking")}</p>}
          {route.isError && <p>{sentenceOf(route.error)}</p>}
          {route.data && (
            <>
              <p className="med">{route.data.sentence}</p>
              <p className="small t3">{t("settings.route.at", { time: clockToSecond(route.dataUpdatedAt) })}</p>
            </>
          )}
        </div>
        <Button size="s" busy={route.isFetching} onClick={() => void route.refetch()}>
          {t("settings.route.again")}
        </Button>
      </div>
    </Part>
  );
}
