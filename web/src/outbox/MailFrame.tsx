import { t } from "../texts";

/** Nothing in it runs, and no press in it leads anywhere: the sandbox is whole. A mail has its own
    paper, in the dark as well. */
export function MailFrame({ html, subject }: { html: string; subject: string }) {
  return <iframe className="mail-frame" title={`${t("outbox.frame")}: ${subject}`} sandbox="" srcDoc={html} referrerPolicy="no-referrer" />;
}
