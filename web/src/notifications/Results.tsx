import { useInfiniteQuery } from "@tanstack/react-query";
import { sentenceOf } from "../api/client";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Part } from "../ui/form/Form";
import { Failed, Loading } from "../ui/states";
import { resultsQuery, whileWaiting } from "./queries";
import { ResultLine } from "./ResultLine";

/** What a notification did after the last calls. */
export function Results({ id }: { id: number }) {
  const results = useInfiniteQuery({
    ...resultsQuery(id),
    refetchInterval: (query) => whileWaiting(query.state.data?.pages.some((page) => page.items.some((one) => one.state === "waiting")) ?? false),
  });
  const items = results.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Part title={t("notifications.results.title")}>
      {results.isPending && <Loading label={t("app.loading")} rows={2} />}
      {results.isError && <Failed title={t("notifications.results.failed")} words={sentenceOf(results.error)} again={t("app.again")} onAgain={() => void results.refetch()} />}
      {results.data && items.length === 0 && (
        <p className="t2">
          {t("notifications.results.none")}. {t("notifications.results.none_words")}
        </p>
      )}
      {items.length > 0 && (
        <ul className="results" aria-label={t("notifications.results.title")}>
          {items.map((result) => (
            <ResultLine key={result.id} result={result} of="notification" />
          ))}
        </ul>
      )}
      {results.hasNextPage && (
        <div>
          <Button size="s" busy={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>
            {t("notifications.results.more")}
          </Button>
        </div>
      )}
    </Part>
  );
}
