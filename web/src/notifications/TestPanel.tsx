import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import { MailFrame } from "../outbox/MailFrame";
import { same } from "../settings/draft";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Picker } from "../ui/Picker";
import { Popover } from "../ui/Popover";
import { Empty, Failed, Loading } from "../ui/states";
import { clock, date } from "../ui/time";
import type { PastCall, Trial } from "./api";
import type { NotificationForm, NotificationSettings } from "./documents";
import { settingsOf } from "./form";
import { pastCallsQuery, tryNotification } from "./queries";

/** The calls there are, page by page. */
const usePastCalls = () => useInfiniteQuery(pastCallsQuery);
type Calls = ReturnType<typeof usePastCalls>;

/** Runs what is written in the form on a call of the past. */
export function TestPanel({ draft, wrong }: { draft: NotificationForm; wrong: boolean }) {
  const calls = usePastCalls();
  const [picked, setPicked] = useState<PastCall | null>(null);
  const call = picked ?? calls.data?.pages[0]?.items[0] ?? null;
  const now = settingsOf(draft);
  const trial = useMutation({ mutationFn: async ({ notification, on }: { notification: NotificationSettings; on: PastCall }) => tryNotification(notification, on.call.id) });
  const run = (on: PastCall) => trial.mutate({ notification: now, on });
  const stale = trial.variables !== undefined && !same({ ...trial.variables.notification, on: now.on, name: now.name, retired: now.retired }, now);
  return (
    <>
      <div className="bar">
        <h2>{t("notifications.test.title")}</h2>
        {call && (
          <>
            <CallButton
              call={call}
              calls={calls}
              onPick={(next) => {
                setPicked(next);
                if (!wrong) run(next);
              }}
            />
            <Button size="s" busy={trial.isPending} reason={wrong ? t("notifications.test.unready") : null} onClick={() => run(call)}>
              {trial.isPending ? t("notifications.test.running") : trial.isIdle ? t("notifications.test.run") : t("notifications.test.again")}
            </Button>
          </>
        )}
      </div>
      {/* A long mail is scrolled by keys as well, and nothing in it takes the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t("notifications.test.result")}>
        {calls.isPending && <Loading label={t("notifications.test.loading")} rows={3} />}
        {calls.isError && <Failed title={t("notifications.test.failed")} words={sentenceOf(calls.error)} again={t("app.again")} onAgain={() => void calls.refetch()} />}
        {calls.data && !call && <Empty title={t("notifications.test.none")} words={t("notifications.test.none_words")} />}
        {call && trial.isIdle && <p className="t2">{t("notifications.test.words")}</p>}
        <div aria-live="polite" className="trial">
          {trial.isError && (
            <p className="verdict-line bad">
              <Icon name="warn" />
              <span>{sentenceOf(trial.error)}</span>
            </p>
          )}
          {trial.data && (
            <>
              {stale && (
                <p className="hint warn">
                  <Icon name="info" />
                  {t("notifications.test.stale")}
                </p>
              )}
              <Outcome trial={trial.data} />
            </>
          )}
        </div>
        {call && <p className="t3 small">{t("notifications.test.nothing_sent")}</p>}
      </div>
    </>
  );
}

/** Which call; the newest is there to begin with. */
function CallButton({ call, calls, onPick }: { call: PastCall; calls: Calls; onPick: (call: PastCall) => void }) {
  const [open, setOpen] = useState(false);
  const all = calls.data?.pages.flatMap((page) => page.items) ?? [];
  const line = lineOf(call);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t("notifications.test.call")}
      trigger={
        <button type="button" className="btn s nt-call" aria-label={`${t("notifications.test.call")}: ${line}`} title={line}>
          <Icon name="phone" />
          <span className="cut grow num">{line}</span>
          <Icon name="down" />
        </button>
      }
    >
      <Picker
        label={t("notifications.test.find")}
        none={t("notifications.test.no_call")}
        choices={all.map((one) => ({ key: String(one.call.id), words: one.contact.name ?? t("notifications.test.withheld"), hint: `${when(one.call.placed_ms)} · ${one.call.outcome_words ?? ""}` }))}
        onChoose={(key) => {
          const chosen = all.find((one) => String(one.call.id) === key);
          setOpen(false);
          if (chosen) onPick(chosen);
        }}
      />
      {calls.hasNextPage && (
        <Button kind="plain" size="s" className="nt-more" busy={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
          {t("notifications.test.more")}
        </Button>
      )}
    </Popover>
  );
}

function when(ms: number): string {
  return `${date(ms, serverNow())} ${clock(ms)}`;
}

function lineOf({ contact, call }: PastCall): string {
  return t("notifications.test.call_line", { who: contact.name ?? t("notifications.test.withheld"), when: when(call.placed_ms) });
}

function Outcome({ trial }: { trial: Trial }) {
  return (
    <>
      <section className={trial.fires ? "verdict-line good" : "verdict-line"}>
        <span className="mark">
          <Icon name={trial.fires ? "check" : "x"} />
        </span>
        <div>
          <h3 className="strong">{headline(trial)}</h3>
          <p className="t2">{trial.words}</p>
        </div>
      </section>
      {trial.findings.length > 0 && (
        <section>
          <h3>{t("notifications.test.evidence")}</h3>
          <ul className="findings">
            {trial.findings.map((one, at) => (
              <li key={at} className={one.met ? "met" : ""}>
                <Icon name={one.met ? "check" : "x"} />
                <span>
                  <span className="sr">{one.met ? t("notifications.test.met") : t("notifications.test.not_met")}: </span>
                  <span className="med block">{one.test}</span>
                  <span className="t2 small block">{one.seen}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {trial.recipients.length > 0 && (
        <section>
          <h3>{t("notifications.test.recipients")}</h3>
          <div className="chips">
            {trial.recipients.map((one) => (
              <span key={one} className="chip" title={one}>
                <span className="cut">{one}</span>
              </span>
            ))}
          </div>
        </section>
      )}
      {trial.mail && (
        <section>
          <h3>{t("notifications.test.mail")}</h3>
          <div className="mail-card">
            <dl>
              <dt>{t("notifications.test.mail_to")}</dt>
              <dd className="cut">{trial.recipients.join(", ")}</dd>
              <dt>{t("notifications.test.mail_subject")}</dt>
              <dd className="med">{trial.mail.subject}</dd>
            </dl>
            <MailFrame html={trial.mail.html} subject={trial.mail.subject} />
          </div>
        </section>
      )}
      <Also trial={trial} />
    </>
  );
}

function headline(trial: Trial): string {
  if (trial.mail !== null || trial.recipients.length > 0) return trial.fires ? t("notifications.test.would") : t("notifications.test.would_not");
  return trial.fires ? t("notifications.test.fires") : t("notifications.test.fires_not");
}

function Also({ trial: { alert, task } }: { trial: Trial }) {
  if (!alert && !task) return null;
  return (
    <section>
      <h3>{t("notifications.test.also")}</h3>
      <ul className="also">
        {alert && (
          <li>
            <Icon name="bell" />
            <span>{t("notifications.test.alert", { to: alert.to, title: alert.title })}</span>
          </li>
        )}
        {task && (
          <li>
            <Icon name="task" />
            <span>
              {t("notifications.test.task", { title: task.title })}
              <span className="t3 small block">
                {[task.assignee ? t("notifications.test.task_for", { name: task.assignee.name }) : null, task.due_ms === null ? null : t("notifications.test.task_due", { when: when(task.due_ms) })].filter((one) => one !== null).join(", ")}
              </span>
            </span>
            <span className="badge">{t(`notifications.priority.${task.priority}`)}</span>
          </li>
        )}
      </ul>
    </section>
  );
}
