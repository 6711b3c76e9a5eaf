import { Link } from "@tanstack/react-router";
import { serverNow } from "../api/live";
import type { JobView } from "../api/model";
import { lockedBy, useViewer } from "../settings/rights";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon, type IconName } from "../ui/Icon";
import { clock, clockToSecond, onDay } from "../ui/time";
import { useEverySecond } from "../ui/Timer";
import { nextTry } from "./order";
import { useRetry } from "./queries";

/** A newer server may have kinds that this page does not know. */
const ICONS: Record<string, IconName> = { judge: "bolt", send_mail: "mail", call_webhook: "link", delete_recording: "trash", erase_contact: "trash", store_recording: "rec" };

/** One job: what it does, how often it was tried, what went wrong, when it is tried next. */
export function JobLine({ job }: { job: JobView }) {
  const bad = job.state === "failing" || job.state === "given_up";
  return (
    <li className="job">
      <span className="rows-icon">
        <Icon name={ICONS[job.kind] ?? "reopen"} />
      </span>
      <div className="grow">
        <p className="job-words">
          <span className="med">{job.words}</span>
          {job.state === "given_up" && <span className="badge danger">{t("settings.jobs.state.given_up")}</span>}
          {job.state === "done" && (
            <span className="badge success">
              <Icon name="check" />
              {t("settings.jobs.state.done")}
            </span>
          )}
        </p>
        <p className="small t3 num job-facts">
          {(job.attempts > 0 || job.state === "waiting") && <span>{t("settings.jobs.attempts", { count: job.attempts })}</span>}
          <Next job={job} />
          {job.done_ms !== null && <span>{t("settings.jobs.done_at", { day: onDay(job.done_ms, serverNow()), time: clockToSecond(job.done_ms) })}</span>}
          {job.done_ms === null && <span>{t("settings.jobs.made", { day: onDay(job.created_ms, serverNow()), time: clock(job.created_ms) })}</span>}
          {job.mail !== null && (
            <Link to="/outbox/$mail" params={{ mail: String(job.mail) }}>
              {t("settings.jobs.mail")}
            </Link>
          )}
        </p>
        {bad && job.last_error !== null && (
          <p className="small job-error">
            <Icon name="warn" />
            <span>{job.last_error}</span>
          </p>
        )}
        <p className="job-key">
          <span className="sr">{t("settings.jobs.key")}</span> {job.key}
        </p>
      </div>
      {bad && <Retry job={job} />}
    </li>
  );
}

function Next({ job }: { job: JobView }) {
  useEverySecond();
  const words = nextTry(job, serverNow());
  return words === null ? null : <span>{words}</span>;
}

function Retry({ job }: { job: JobView }) {
  const retry = useRetry(job);
  return (
    <Button size="s" reason={lockedBy(useViewer(), "workflows_access")} busy={retry.isPending} aria-label={t("settings.jobs.retry_which", { words: job.words })} onClick={() => retry.mutate()}>
      {t("settings.jobs.retry")}
    </Button>
  );
}
