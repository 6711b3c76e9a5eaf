import "../../jobs/jobs.css";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { JobLine } from "../../jobs/JobLine";
import { deliveries, DELIVERY_STATES } from "../../jobs/order";
import { deliveriesQuery } from "../../jobs/queries";
import { t } from "../../texts";
import { Part } from "../../ui/form/Form";
import { Loading } from "../../ui/states";

/** The last jobs of one webhook, whatever became of them. */
export function Deliveries({ webhook }: { webhook: number }) {
  const pages = useQueries({ queries: DELIVERY_STATES.map((state) => deliveriesQuery(webhook, state)) });
  const jobs = deliveries(pages.map((page) => page.data?.items ?? []), webhook);
  return (
    <Part title={t("settings.webhooks.deliveries")} words={t("settings.webhooks.deliveries_words")}>
      {pages.some((page) => page.isPending) ? (
        <Loading label={t("settings.jobs.loading")} rows={2} />
      ) : pages.every((page) => page.isError) ? (
        <p className="t2">{t("settings.webhooks.deliveries_failed")}</p>
      ) : jobs.length === 0 ? (
        <p className="t2">{t("settings.webhooks.deliveries_none")}</p>
      ) : (
        <ul className="jobs in-part" aria-label={t("settings.webhooks.deliveries")}>
          {jobs.map((job) => (
            <JobLine key={job.key} job={job} />
          ))}
        </ul>
      )}
      <p>
        <Link to="/settings/$" params={{ _splat: "jobs" }}>
          {t("settings.webhooks.deliveries_all")}
        </Link>
      </p>
    </Part>
  );
}
