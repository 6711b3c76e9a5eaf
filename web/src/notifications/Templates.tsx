import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sentenceOf } from "../api/client";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Banner, Failed, Loading } from "../ui/states";
import type { NotificationTemplate } from "./api";

/** Where a new notification can begin. */
export function Templates({ templates, locked }: { templates: UseQueryResult<NotificationTemplate[]>; locked: string | null }) {
  return (
    <div className="scroll">
      <div className="nt-templates">
        {locked && (
          <div className="round-banner">
            <Banner>{locked}</Banner>
          </div>
        )}
        <div>
          <h2>{t("notifications.templates.title")}</h2>
          <p className="t2">{t("notifications.templates.words")}</p>
        </div>
        {templates.isPending && <Loading label={t("app.loading")} rows={5} />}
        {templates.isError && <Failed title={t("notifications.templates.failed")} words={sentenceOf(templates.error)} again={t("app.again")} onAgain={() => void templates.refetch()} />}
        {!locked && (
          <ul className="template-list">
            {templates.data?.map((one) => (
              <li key={one.key}>
                <Start to={one.key} title={one.name} words={one.sentence} />
              </li>
            ))}
            <li>
              <Start to="scratch" title={t("notifications.templates.scratch")} words={t("notifications.templates.scratch_words")} />
            </li>
          </ul>
        )}
      </div>
    </div>
  );
}

function Start({ to, title, words }: { to: string; title: string; words: string }) {
  return (
    <Link to="/settings/notifications/$id" params={{ id: "new" }} search={{ template: to }} className="template">
      <Icon name={to === "scratch" ? "plus" : "bolt"} />
      <span className="grow">
        <span className="med block">{title}</span>
        <span className="small t2 block">{words}</span>
      </span>
    </Link>
  );
}
