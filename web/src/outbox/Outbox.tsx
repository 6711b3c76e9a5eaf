import "./outbox.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { sentenceOf } from "../api/client";
import type { MailLine } from "../notifications/api";
import { outboxQuery, whileWaiting } from "../notifications/queries";
import { moment, StateBadge } from "../notifications/ResultLine";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Banner, Empty, Failed, Loading } from "../ui/states";
import { Tip } from "../ui/Tip";
import { Mail } from "./Mail";

/** Every mail that was written, and one of them opened. On a narrow screen one of the two. */
export default function Outbox({ mail }: { mail: string | null }) {
  useEffect(() => {
    document.title = `${t("outbox.title")} · ${t("app.name")}`;
  }, []);
  const mails = useInfiniteQuery({
    ...outboxQuery,
    refetchInterval: (query) => whileWaiting(query.state.data?.pages.some((page) => page.items.some((one) => one.state === "waiting")) ?? false),
  });
  const items = mails.data?.pages.flatMap((page) => page.items) ?? [];
  const configured = mails.data?.pages[0]?.mail_configured ?? true;
  return (
    <main className={mail === null ? "outbox at-list" : "outbox"}>
      <section className="outbox-list" aria-labelledby="outbox-title">
        <header className="bar">
          <Tip words={t("settings.all")}>
            <Link to="/settings/$" params={{ _splat: "notifications" }} className="ib" aria-label={t("notifications.all")}>
              <Icon name="left" />
            </Link>
          </Tip>
          <h1 id="outbox-title">{t("outbox.title")}</h1>
        </header>
        {!configured && <Banner tone="warn">{t("outbox.no_server", { smtp: "smtp", from: "from", section: "[mail]" })}</Banner>}
        <div className="scroll">
          {mails.isPending && <Loading label={t("outbox.loading")} />}
          {mails.isError && <Failed title={t("outbox.failed")} words={sentenceOf(mails.error)} again={t("app.again")} onAgain={() => void mails.refetch()} />}
          {mails.data && items.length === 0 && <Empty title={t("outbox.none")} words={t("outbox.none_words")} />}
          {items.length > 0 && (
            <ul aria-label={t("outbox.label")}>
              {items.map((one) => (
                <li key={one.id}>
                  <Row mail={one} current={String(one.id) === mail} />
                </li>
              ))}
            </ul>
          )}
          {mails.hasNextPage && (
            <div className="outbox-more">
              <Button size="s" busy={mails.isFetchingNextPage} onClick={() => void mails.fetchNextPage()}>
                {t("outbox.more")}
              </Button>
            </div>
          )}
        </div>
      </section>
      <section className="outbox-mail" aria-label={t("outbox.one")}>
        {mail !== null ? <Mail key={mail} id={mail} /> : items.length > 0 && <Empty title={t("outbox.choose")} words={t("outbox.choose_words")} />}
      </section>
    </main>
  );
}


function Row({ mail, current }: { mail: MailLine; current: boolean }) {
  return (
    <Link to="/outbox/$mail" params={{ mail: String(mail.id) }} className="outbox-row" {...(current ? { "aria-current": "true" as const } : {})}>
      <span className="row">
        <span className="med cut grow">{mail.recipient ?? t("outbox.removed")}</span>
        <time className="t3 small" dateTime={new Date(mail.at_ms).toISOString()}>
          {moment(mail.at_ms)}
        </time>
      </span>
      <span className="row">
        <span className="t2 cut grow">{mail.subject ?? mail.notification.name}</span>
        <StateBadge state={mail.state} />
      </span>
    </Link>
  );
}
