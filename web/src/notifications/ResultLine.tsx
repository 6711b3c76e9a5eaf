import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon, type IconName } from "../ui/Icon";
import { clock, date, sameDay } from "../ui/time";
import { toast } from "../ui/toasts";
import type { MailLine, ResultState, ResultView } from "./api";
import { besideBadge } from "./badge";
import { resend } from "./queries";

/** 14:02 today, else 18 Nov 14:02. */
export function moment(ms: number): string {
  const now = serverNow();
  return sameDay(ms, now) ? clock(ms) : `${date(ms, now)} ${clock(ms)}`;
}

const ICONS: Record<ResultState, IconName> = { sent: "check", skipped: "x", waiting: "clock", failed: "warn" };
const TONES: Record<ResultState, string> = { sent: "badge success", skipped: "badge", waiting: "badge waiting", failed: "badge danger" };

export function StateBadge({ state }: { state: ResultState }) {
  return (
    <span className={TONES[state]}>
      <Icon name={ICONS[state]} />
      {t(`notifications.results.state.${state}`)}
    </span>
  );
}

/** What became of one notification after one call. */
export function ResultLine({ result, of }: { result: ResultView; of: "call" | "notification" }) {
  const [busy, setBusy] = useState(false);
  const may = result.may.find((one) => one.action === "resend");
  const again = async () => {
    setBusy(true);
    try {
      await resend(result.id);
      toast(t("notifications.results.resend_done"), { tone: "good" });
    } catch (error) {
      toast(sentenceOf(error), { tone: "bad" });
    }
    setBusy(false);
  };
  return (
    <li className="result">
      <div className="row">
        <StateBadge state={result.state} />
        {of === "call" && <b className="med cut grow">{result.notification.name}</b>}
        {of === "notification" && (
          <Link to="/inbox/$view/$conversation" params={{ view: "all", conversation: String(result.conversation) }} className="small grow">
            {t("notifications.results.call")}
          </Link>
        )}
        {result.resend > 0 && <span className="t3 small">{t("notifications.results.resent")}</span>}
        <time className="t3 small" dateTime={new Date(result.at_ms).toISOString()}>
          {moment(result.at_ms)}
        </time>
      </div>
      <p className="t2">{besideBadge(result.state, result.words)}</p>
      {result.mails.length > 0 && (
        <ul className="result-mails">
          {result.mails.map((mail) => (
            <MailRow key={mail.id} mail={mail} />
          ))}
        </ul>
      )}
      {result.task && (
        <p className="row small">
          <Icon name="task" />
          {t("notifications.results.task", { title: result.task.title })}
        </p>
      )}
      {result.alert !== null && (
        <p className="row small">
          <Icon name="bell" />
          {t("notifications.results.alert")}
        </p>
      )}
      {may && result.mails.length > 0 && (
        <div>
          <Button size="s" icon="reopen" busy={busy} reason={may.reason} aria-label={t("notifications.results.resend_named", { name: result.notification.name })} onClick={() => void again()}>
            {busy ? t("notifications.results.resending") : t("notifications.results.resend")}
          </Button>
        </div>
      )}
    </li>
  );
}

function MailRow({ mail }: { mail: MailLine }) {
  const recipient = mail.recipient ?? t("notifications.results.removed");
  return (
    <li>
      <Icon name="mail" />
      <span className="grow">
        <Link to="/outbox/$mail" params={{ mail: String(mail.id) }} className="cut block" aria-label={t("notifications.results.open_mail", { name: recipient })}>
          {recipient}
        </Link>
        <span className="t3 small block">
          {[mail.words, mail.attempts > 1 ? t("notifications.results.tries", { count: mail.attempts }) : null, mail.next_ms === null ? null : t("notifications.results.next", { when: moment(mail.next_ms) })].filter((one) => one !== null).join(" · ")}
        </span>
      </span>
    </li>
  );
}
