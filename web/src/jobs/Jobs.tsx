import "./jobs.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Problem, sentenceOf } from "../api/client";
import type { JobState } from "../api/model";
import { Page } from "../settings/Page";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Empty, Failed, Loading } from "../ui/states";
import { JobLine } from "./JobLine";
import { stateOf, STATES } from "./order";
import { jobsQuery } from "./queries";

/** What the desk still has to do, what fails and why, what was given up, what is done. */
export default function Jobs({ rest }: { rest: string | null }) {
  const state = stateOf(rest);
  const query = useInfiniteQuery(jobsQuery(state));
  const counts = query.data?.pages[0]?.counts;
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const refused = query.error instanceof Problem && query.error.status === 403 ? query.error.detail : null;
  return (
    <Page reading title={t("settings.section.jobs")} words={t("settings.jobs.words")}>
      {refused === null && <States state={state} counts={counts} />}
      {refused !== null ? (
        <p className="t2">{refused}</p>
      ) : query.isPending ? (
        <Loading label={t("settings.jobs.loading")} rows={5} />
      ) : query.isError && jobs.length === 0 ? (
        <Failed title={t("settings.jobs.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
      ) : jobs.length === 0 ? (
        <Empty title={t(`settings.jobs.none.${state}`)} words={t(`settings.jobs.none.${state}_words`)} />
      ) : (
        <ul className="jobs set-rows" aria-label={t(`settings.jobs.state.${state}`)}>
          {jobs.map((job) => (
            <JobLine key={job.key} job={job} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("settings.jobs.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

function States({ state, counts }: { state: JobState; counts: Record<JobState, number> | undefined }) {
  return (
    <nav className="seg job-states" aria-label={t("settings.section.jobs")}>
      {STATES.map((one) => {
        const words = t(`settings.jobs.state.${one}`);
        return (
          <Link key={one} to="/settings/$" params={{ _splat: `jobs/${one}` }} activeProps={{}} className={one === state ? "on" : ""} aria-current={one === state ? "page" : undefined} {...(counts ? { "aria-label": t("settings.jobs.with_count", { state: words, count: counts[one] }) } : {})}>
            {words}
            {counts && <span className={one !== "done" && one !== "waiting" && counts[one] > 0 ? "count bad" : "count"}>{counts[one]}</span>}
          </Link>
        );
      })}
    </nav>
  );
}
