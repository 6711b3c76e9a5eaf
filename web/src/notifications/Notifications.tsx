import "./notifications.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Doc, Settings } from "../settings/documents";
import { Page, WithSettings } from "../settings/Page";
import { lockedBy, useViewer } from "../settings/rights";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Empty } from "../ui/states";
import type { NotificationActivity } from "./api";
import type { NotificationSettings } from "./documents";
import { activityQuery } from "./queries";
import { moment, StateBadge } from "./ResultLine";
import { besideBadge } from "./badge";
import { whatWords, whenWords } from "./words";

/** The notifications of the desk, each with when, who, and what it did last. */
export default function Notifications() {
  const title = t("notifications.title");
  return <WithSettings title={title}>{(settings) => <List title={title} desk={settings} />}</WithSettings>;
}

function List({ title, desk }: { title: string; desk: Settings }) {
  const locked = lockedBy(useViewer(), "workflows_access");
  const activity = useQuery({ ...activityQuery, enabled: locked === null });
  const held = desk.notifications.filter((doc) => doc.document.retired === "off");
  const retired = desk.notifications.filter((doc) => doc.document.retired === "on");
  return (
    <Page title={title} words={t("notifications.words")} actions={<Actions locked={locked} />}>
      {locked ? (
        <Empty art={false} title={title} words={t("notifications.locked_words")} />
      ) : held.length === 0 ? (
        <Empty title={t("notifications.none")} words={t("notifications.none_words")}>
          <Link to="/settings/notifications/$id" params={{ id: "new" }} className="btn s">
            {t("notifications.add")}
          </Link>
        </Empty>
      ) : (
        <Lines label={title} docs={held} desk={desk} activity={activity.data} />
      )}
      {retired.length > 0 && (
        <details className="retired">
          <summary>
            <Icon name="right" />
            {t("settings.retired", { count: retired.length })}
          </summary>
          <Lines label={t("settings.retired", { count: retired.length })} docs={retired} desk={desk} activity={activity.data} />
        </details>
      )}
    </Page>
  );
}

function Actions({ locked }: { locked: string | null }) {
  if (locked) {
    return (
      <Button kind="primary" icon="plus" reason={locked}>
        {t("notifications.add")}
      </Button>
    );
  }
  return (
    <>
      <Link to="/outbox" className="btn plain wide">
        <Icon name="mail" />
        {t("notifications.to_outbox")}
      </Link>
      <Link to="/settings/notifications/$id" params={{ id: "new" }} className="btn primary">
        <Icon name="plus" />
        {t("notifications.add")}
      </Link>
    </>
  );
}

function Lines({ label, docs, desk, activity }: { label: string; docs: Doc<NotificationSettings>[]; desk: Settings; activity: NotificationActivity[] | undefined }) {
  return (
    <ul className="set-rows nt-list" aria-label={label}>
      {docs.map(({ id, document }) => (
        <li key={id}>
          <Link to="/settings/notifications/$id" params={{ id: String(id) }} className="rows-line">
            <span className="rows-icon">
              <Icon name={document.mail ? "mail" : document.task ? "task" : "bell"} />
            </span>
            <span className="grow rows-words">
              <span className="row">
                <span className="med cut">{document.name}</span>
                {document.on === "off" && <span className="badge">{t("notifications.off")}</span>}
              </span>
              <span className="small t2">{whenWords(document, desk)}</span>
              <span className="small t3 cut">{whatWords(document, desk)}</span>
              <Last activity={activity?.find((one) => one.id === id)} loaded={activity !== undefined} />
            </span>
            <Icon name="right" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Last({ activity, loaded }: { activity: NotificationActivity | undefined; loaded: boolean }) {
  if (!loaded) return null;
  if (!activity?.state || activity.at_ms === null) return <span className="small t3">{t("notifications.never_judged")}</span>;
  return (
    <span className="row small t3 nt-last">
      <StateBadge state={activity.state} />
      <span className="cut">{t("notifications.last", { words: besideBadge(activity.state, activity.words ?? ""), when: moment(activity.at_ms) })}</span>
    </span>
  );
}
