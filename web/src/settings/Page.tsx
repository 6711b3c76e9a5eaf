import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { sentenceOf } from "../api/client";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Empty, Failed, Loading } from "../ui/states";
import { Tip } from "../ui/Tip";
import type { Settings } from "./documents";
import { settingsQuery } from "./queries";

/** One page of the settings: its name, the way back, what can be done, and its content. */
export function Page({ title, words, back, actions, reading = false, children }: {
  title: string;
  words?: string;
  /** Where one came from; on a narrow screen every page has a way back to the list. */
  back?: { to: string; label: string };
  actions?: ReactNode;
  /** Much to read and maybe nothing that takes the focus: then it is scrolled by its own keys. */
  reading?: boolean;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · ${t("settings.title")} · ${t("app.name")}`;
  }, [title]);
  return (
    <>
      <header className="bar">
        <Tip words={back?.label ?? t("settings.all")}>
          <Link to="/settings/$" params={{ _splat: back?.to ?? "" }} activeOptions={{ exact: true }} className={back ? "ib" : "ib only-narrow"} aria-label={back?.label ?? t("settings.all")}>
            <Icon name="left" />
          </Link>
        </Tip>
        <h1 className="cut">
          {title}
        </h1>
        <span className="sp" />
        {actions}
      </header>
      <div className="scroll" {...(reading ? { tabIndex: 0, role: "region", "aria-label": title } : {})}>
        <div className="settings-page">
          {words && <p className="t2 settings-words">{words}</p>}
          {children}
        </div>
      </div>
    </>
  );
}

/** A page that needs the settings documents. */
export function WithSettings({ title, children }: { title: string; children: (settings: Settings) => ReactNode }) {
  const settings = useQuery(settingsQuery);
  if (settings.data) return children(settings.data);
  return (
    <Page title={title}>
      {settings.isError ? (
        <Failed title={t("settings.failed")} words={sentenceOf(settings.error)} again={t("app.again")} onAgain={() => void settings.refetch()} />
      ) : (
        <Loading label={t("app.loading")} rows={8} />
      )}
    </Page>
  );
}

/** A document that the address names and that is not there. */
export function NotThere({ title, back }: { title: string; back: { to: string; label: string } }) {
  return (
    <Page title={title} back={back}>
      <Empty art={false} title={t("settings.not_there")} words={t("settings.not_there_words")}>
        <Link to="/settings/$" params={{ _splat: back.to }} className="btn s">
          {back.label}
        </Link>
      </Empty>
    </Page>
  );
}
