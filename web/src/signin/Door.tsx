import "./signin.css";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { houseStateQuery } from "../api/queries";
import { t } from "../texts";
import { Icon, Logo } from "../ui/Icon";
import { LiveRegions } from "../ui/LiveRegions";
import { Tips } from "../ui/Tip";
import { Toasts } from "../ui/Toasts";

/** The frame of the pages before the desk: one narrow card, and what has to be known before. */
export function Door({ title, words, children, foot }: { title: string; words?: string | undefined; children: ReactNode; foot?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
  return (
    <Tips>
      <div className="door">
        <main className="door-card">
          <header>
            <Logo />
            <h1>{title}</h1>
            {words && <p className="t2">{words}</p>}
          </header>
          {children}
        </main>
        <NoMicrophone />
        {foot && <footer className="door-foot t2">{foot}</footer>}
        <Toasts label={t("app.notices")} dismissLabel={t("app.dismiss")} />
        <LiveRegions />
      </div>
    </Tips>
  );
}

/** Browsers give microphones to pages under HTTPS and on this very machine only. */
export function NoMicrophone() {
  const house = useQuery(houseStateQuery);
  if (window.isSecureContext || house.data === undefined) return null;
  return (
    <section className="door-note" aria-label={t("signin.insecure.title")}>
      <Icon name="mic-off" />
      <div>
        <h2>{t("signin.insecure.title")}</h2>
        <p>{t("signin.insecure.words")}</p>
        <p className="t2">{t("signin.insecure.operator")}</p>
      </div>
    </section>
  );
}

/** Why it did not work, above the button that was pressed. */
export function Trouble({ words }: { words: string | null }) {
  if (words === null) return null;
  return (
    <p className="door-trouble" role="alert">
      <Icon name="warn" />
      <span>{words}</span>
    </p>
  );
}
