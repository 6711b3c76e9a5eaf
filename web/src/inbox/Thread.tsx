import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Problem, sentenceOf } from "../api/client";
import type { ConversationDetail } from "../api/model";
import { conversationQuery } from "../api/queries";
import { useShortcut } from "../app/shortcuts";
import { TagChips } from "../tags/TagChips";
import { useNewTask } from "../tasks/useNewTask";
import { t } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { Drawer } from "../ui/Dialog";
import { Avatar } from "../ui/people";
import { Empty, Failed, Loading } from "../ui/states";
import { toast } from "../ui/toasts";
import { AssignTeam, AssignTeammate } from "./Assign";
import { Composer } from "./Composer";
import { ContactPane } from "./ContactPane";
import { mayOf } from "./may";
import { Timeline } from "./Timeline";
import { type Place, useGo } from "./usePlace";
import { useStanding } from "./useStanding";

/** A conversation: what happened, notes, what may be done. The contact stands beside it where there is room. */
export function Thread({ id, place, wide }: { id: number; place: Place; wide: boolean }) {
  const query = useQuery(conversationQuery(id));
  const go = useGo();
  if (query.isPending || (query.isError && !query.data)) {
    const gone = query.error instanceof Problem && query.error.status === 404;
    return (
      <section className="thread" aria-label={t("inbox.thread.loading")}>
        <header className="bar">
          <IconButton className="only-narrow" icon="left" label={t("inbox.thread.back")} onClick={() => go.list(place.view)} />
          <h1 className="sr">{gone ? t("inbox.thread.gone") : t("inbox.thread.loading")}</h1>
        </header>
        {query.isPending ? (
          <Loading label={t("inbox.thread.loading")} rows={4} />
        ) : gone ? (
          <Empty title={t("inbox.thread.gone")} words={t("inbox.thread.gone_words")}>
            <Button size="s" onClick={() => go.list(place.view)}>
              {t("inbox.thread.gone_home")}
            </Button>
          </Empty>
        ) : (
          <Failed title={t("inbox.thread.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
        )}
      </section>
    );
  }
  return <Conversation detail={query.data} place={place} wide={wide} />;
}

function Conversation({ detail, place, wide }: { detail: ConversationDetail; place: Place; wide: boolean }) {
  const go = useGo();
  const { item, contact } = detail;
  const name = contact.name || t("inbox.list.unknown");
  const making = useNewTask(detail);
  const shown = place.search.panel === "contact";
  const show = (open: boolean) => go.search(({ panel: _, ...old }) => (open ? { ...old, panel: "contact" } : old));
  useEffect(() => {
    document.title = `${name} · ${t("app.name")}`;
  }, [name]);
  return (
    <>
      <section className="thread" aria-label={t("inbox.thread.label", { name })}>
        <header className="bar">
          <IconButton className="only-narrow" icon="left" label={t("inbox.thread.back")} onClick={() => go.list(place.view)} />
          <div className="thead grow">
            <Avatar kind="contact" id={contact.id} name={name} />
            <div className="grow">
              <h1 className="cut" title={name}>
                {name}
              </h1>
              <p className="cut num">{t("inbox.thread.via", { number: contact.number ?? t("inbox.thread.withheld"), channel: item.channel.name })}</p>
            </div>
          </div>
          <Standing detail={detail} />
          {!wide && <IconButton icon="panel" label={t("inbox.thread.contact")} aria-expanded={shown} onClick={() => show(!shown)} />}
        </header>
        <div className="sub">
          <AssignTeam detail={detail} />
          <AssignTeammate detail={detail} />
          <TagChips detail={detail} />
          {item.state === "closed" && <span className="badge">{t("inbox.thread.closed")}</span>}
        </div>
        <Timeline detail={detail} />
        <Composer conversation={item.id} reason={mayOf(detail.may, "add_note")} />
      </section>
      {wide ? (
        <aside className="details-pane" aria-label={t("inbox.contact.label")}>
          <header className="bar">
            <h2 className="strong grow pane-title">{t("inbox.contact.title")}</h2>
          </header>
          <div className="scroll">
            <ContactPane detail={detail} place={place} making={making} />
          </div>
        </aside>
      ) : (
        <Drawer className="contact" open={shown} onOpenChange={show} title={t("inbox.contact.title")} closeLabel={t("inbox.contact.close")}>
          <ContactPane detail={detail} place={place} making={making} />
        </Drawer>
      )}
      {making.dialog}
    </>
  );
}

/** Close, or open again. */
function Standing({ detail }: { detail: ConversationDetail }) {
  const standing = useStanding(detail.item.id);
  const open = detail.item.state === "open";
  const reason = mayOf(detail.may, open ? "close" : "open");
  const label = open ? t("inbox.thread.close") : t("inbox.thread.reopen");
  const press = () => (reason ? toast(reason) : standing.mutate(open ? "close" : "open"));
  useShortcut("e", label, t("inbox.thread.keys"), press);
  return <IconButton icon={open ? "check" : "reopen"} label={label} keys="E" reason={reason} busy={standing.isPending} onClick={press} />;
}
