import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { request, sentenceOf } from "../../api/client";
import { serverNow } from "../../api/live";
import { cache } from "../../api/queries";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Part } from "../../ui/form/Form";
import { Icon } from "../../ui/Icon";
import { Failed, Loading } from "../../ui/states";
import { clock, date } from "../../ui/time";
import { toast } from "../../ui/toasts";
import { browserOf } from "../browser";
import type { SessionView } from "../documents";
import { sessionsQuery } from "../queries";

/** Where one is signed in. */
export function Sessions() {
  const sessions = useQuery({ ...sessionsQuery, staleTime: 0 });
  const others = sessions.data?.filter((one) => !one.current) ?? [];
  const [busy, setBusy] = useState<number | "all" | null>(null);
  const end = async (which: SessionView[], mark: number | "all") => {
    setBusy(mark);
    try {
      await Promise.all(which.map((one) => request("DELETE", `/sessions/${one.id}`)));
    } catch (error) {
      toast(sentenceOf(error), { tone: "bad" });
    }
    await cache.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    setBusy(null);
  };
  return (
    <Part title={t("settings.sessions.title")} words={t("settings.sessions.words")}>
      {sessions.isPending && <Loading label={t("app.loading")} rows={2} />}
      {sessions.isError && <Failed title={t("settings.failed")} words={sentenceOf(sessions.error)} again={t("app.again")} onAgain={() => void sessions.refetch()} />}
      {sessions.data && (
        <ul className="sessions">
          {sessions.data.map((one) => (
            <li key={one.id}>
              <Icon name={/Android|iPhone|iPad|Mobile/.test(one.agent) ? "phone" : "board"} />
              <span className="grow">
                <span className="med">{nameOfBrowser(one.agent)}</span> {one.current && <span className="badge success">{t("settings.sessions.this")}</span>}
                <span className="small t3">{t("settings.sessions.times", { since: when(one.created_ms), seen: when(one.last_seen_ms) })}</span>
              </span>
              {!one.current && (
                <Button size="s" busy={busy === one.id} aria-label={t("settings.sessions.end_named", { browser: nameOfBrowser(one.agent) })} onClick={() => void end([one], one.id)}>
                  {t("settings.sessions.end")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {others.length > 1 && (
        <div>
          <Button kind="danger-line" busy={busy === "all"} onClick={() => void end(others, "all")}>
            {t("settings.sessions.end_others", { count: others.length })}
          </Button>
        </div>
      )}
    </Part>
  );
}

function nameOfBrowser(agent: string): string {
  const { browser, system } = browserOf(agent);
  if (browser === null) return t("settings.sessions.unknown_browser");
  return system === null ? browser : t("settings.sessions.browser_on", { browser, system });
}

function when(ms: number): string {
  return `${date(ms, serverNow())}, ${clock(ms)}`;
}
