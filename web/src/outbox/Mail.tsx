import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Problem, sentenceOf } from "../api/client";
import type { MailDetail } from "../notifications/api";
import { mailQuery, whileWaiting } from "../notifications/queries";
import { besideBadge } from "../notifications/badge";
import { moment, StateBadge } from "../notifications/ResultLine";
import { t } from "../texts";
import { Segments } from "../ui/fields";
import { Icon } from "../ui/Icon";
import { Empty, Failed, Loading } from "../ui/states";
import { Tip } from "../ui/Tip";
import { useMedia } from "../ui/useMedia";
import { MailFrame } from "./MailFrame";

/** One mail: its head, how it was sent, and what it says. */
export function Mail({ id }: { id: string }) {
  const mail = useQuery({ ...mailQuery(id), refetchInterval: (query) => whileWaiting(query.state.data?.mail.state === "waiting") });
  // Alone on a narrow screen it is the page.
  const Title = useMedia("(max-width: 900px)") ? "h1" : "h2";
  const title = mail.data?.mail.subject ?? mail.data?.mail.notification.name ?? t("outbox.title");
  return (
    <>
      <header className="bar">
        <Tip words={t("outbox.back")}>
          <Link to="/outbox" className="ib outbox-back" aria-label={t("outbox.back")}>
            <Icon name="left" />
          </Link>
        </Tip>
        <Title className="cut">{title}</Title>
      </header>
      {/* A long mail is scrolled by keys as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t("outbox.content")}>
        {mail.isPending && <Loading label={t("app.loading")} rows={4} />}
        {mail.isError && !mail.data && (mail.error instanceof Problem && mail.error.status === 404 ? <Empty art={false} title={t("settings.not_there")} words={t("settings.not_there_words")} /> : <Failed title={t("outbox.mail_failed")} words={sentenceOf(mail.error)} again={t("app.again")} onAgain={() => void mail.refetch()} />)}
        {mail.data && <Opened detail={mail.data} />}
      </div>
    </>
  );
}

function Opened({ detail: { mail, headers, html, text } }: { detail: MailDetail }) {
  const [shown, setShown] = useState<"html" | "text">("html");
  const tries = [mail.attempts > 0 ? t("outbox.tries", { count: mail.attempts }) : null, mail.next_ms === null ? null : t("outbox.next", { when: moment(mail.next_ms) })].filter((one) => one !== null);
  return (
    <div className="opened-mail">
      <div className="row opened-state">
        <StateBadge state={mail.state} />
        <span>{besideBadge(mail.state, mail.words)}</span>
        {tries.length > 0 && <span className="t3 small">{tries.join(" · ")}</span>}
      </div>
      <p className="row small opened-from">
        <span className="t3">{t("outbox.from_notification")}</span>
        <Link to="/settings/notifications/$id" params={{ id: String(mail.notification.id) }}>
          {mail.notification.name}
        </Link>
        <Link to="/inbox/$view/$conversation" params={{ view: "all", conversation: String(mail.conversation) }}>
          {t("outbox.conversation")}
        </Link>
      </p>
      {headers.length > 0 && (
        <dl className="mail-head" aria-label={t("outbox.headers")}>
          {headers.map((line, at) => (
            <div key={at}>
              <dt>{line.name}</dt>
              <dd>{line.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {html === null || text === null ? (
        <Empty art={false} title={t("outbox.removed")} words={t("outbox.removed_words")} />
      ) : (
        <>
          <Segments
            label={t("outbox.shown")}
            value={shown}
            choices={[
              { value: "html", words: t("outbox.html") },
              { value: "text", words: t("outbox.text") },
            ]}
            onChoose={setShown}
          />
          <div className="mail-card">
            {shown === "html" ? (
              <MailFrame html={html} subject={mail.subject ?? ""} />
            ) : (
              <pre className="mail-text">{text}</pre>
            )}
          </div>
        </>
      )}
    </div>
  );
}
