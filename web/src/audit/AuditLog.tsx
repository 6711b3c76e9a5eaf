import "./audit.css";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Problem, request, sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import type { AuditLine, AuditPage } from "../api/model";
import { Page } from "../settings/Page";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Avatar } from "../ui/people";
import { Empty, Failed, Loading } from "../ui/states";
import { clockToSecond, day } from "../ui/time";
import { byDay } from "./days";

const auditQuery = infiniteQueryOptions({
  queryKey: ["audit"] as const,
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => request<AuditPage>("GET", "/audit", { signal, query: { before: pageParam } }),
  getNextPageParam: (page) => page.next,
  staleTime: 0,
});

/** Who did what to the desk itself, the last first. */
export default function AuditLog() {
  const query = useInfiniteQuery(auditQuery);
  const days = byDay(query.data?.pages.flatMap((page) => page.items) ?? []);
  const refused = query.error instanceof Problem && query.error.status === 403;
  return (
    <Page reading title={t("settings.section.audit")} words={t("settings.audit.words")}>
      {refused ? (
        <p className="t2">{t("settings.audit.hidden")}</p>
      ) : query.isPending ? (
        <Loading label={t("settings.audit.loading")} rows={8} />
      ) : query.isError && days.length === 0 ? (
        <Failed title={t("settings.audit.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
      ) : days.length === 0 ? (
        <Empty title={t("settings.audit.none")} words={t("settings.audit.none_words")} />
      ) : (
        days.map((one) => (
          <section key={one.at_ms} className="audit-day">
            <h2 className="rows-head">{day(one.at_ms, serverNow())}</h2>
            <ol className="set-rows">
              {one.lines.map((line) => (
                <Line key={line.id} line={line} />
              ))}
            </ol>
          </section>
        ))
      )}
      {query.hasNextPage && (
        <div>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("settings.audit.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

function Line({ line }: { line: AuditLine }) {
  return (
    <li className="audit-line">
      <time dateTime={new Date(line.at_ms).toISOString()}>{clockToSecond(line.at_ms)}</time>
      {line.teammate ? <Avatar id={line.teammate.id} name={line.teammate.name} size="s" /> : <Icon name="keyboard" />}
      <b className="med audit-who">{line.teammate?.name ?? t("settings.audit.operator")}</b>
      <span className="audit-words">
        {line.words} {line.subject !== null && <span className="t3">{line.subject}</span>}
      </span>
    </li>
  );
}
