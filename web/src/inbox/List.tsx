import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { useMe } from "../api/live";
import type { ConversationItem, WaitingCall } from "../api/model";
import { conversationsQuery, meQuery, teamOf, waitingQuery } from "../api/queries";
import { useShortcut } from "../app/shortcuts";
import { sentenceOf } from "../api/client";
import { t } from "../texts";
import { IconButton } from "../ui/Button";
import { Failed, Loading } from "../ui/states";
import { Found } from "./Found";
import { ListTools, ViewChooser } from "./ListTools";
import { NothingHere } from "./NothingHere";
import { inOrder, shownWaiting, waitingOf } from "./rows";
import { Row, ROW_HEIGHT } from "./Row";
import { useOpen } from "./viewNames";
import { Strip } from "./Strip";
import { type Place, useGo } from "./usePlace";
import { type RowsHandle, VirtualRows } from "./VirtualRows";
import { Waiting, WaitingRow } from "./Waiting";

/** The middle pane: a view's conversations, or what a search found. */
export function List({ place, name }: { place: Place; name: string }) {
  const go = useGo();
  const open = useOpen(place.view);
  const searching = place.search.q !== undefined;
  useShortcut("/", t("inbox.list.search"), t("inbox.list.keys"), () => go.search((old) => ({ ...old, q: old.q ?? "" })));
  return (
    <section className="list" aria-label={t("inbox.list.label", { view: name })}>
      <header className="bar">
        <h1 className="cut" title={name}>
          {name}
        </h1>
        <ViewChooser view={place.view} name={name} />
        {open !== null && place.filter.state === "open" && (
          <span className="t3 small count">{open === 0 ? t("inbox.list.none_open") : t("inbox.list.open_now", { count: open })}</span>
        )}
        <span className="sp" />
        <IconButton
          icon={searching ? "x" : "search"}
          label={searching ? t("inbox.list.search_clear") : t("inbox.list.search")}
          onClick={() => go.search(({ q, ...old }) => (q === undefined ? { ...old, q: "" } : old))}
        />
      </header>
      <Strip />
      {searching ? <Found place={place} /> : place.view === "waiting" ? <WaitingList place={place} name={name} /> : <Conversations place={place} name={name} />}
    </section>
  );
}

const itemKey = (item: ConversationItem) => item.id;
const callKey = (call: WaitingCall) => call.call;
const nothing = () => undefined;

function Conversations({ place, name }: { place: Place; name: string }) {
  const query = useInfiniteQuery(conversationsQuery(place.filter));
  const waiting = useQuery(waitingQuery);
  const me = useMe();
  const session = useQuery({ ...meQuery, enabled: false });
  const mine = session.data?.teammate ?? null;
  const callers = useMemo(
    () => (place.filter.state === "closed" ? [] : waitingOf(waiting.data ?? [], teamOf(place.view), place.view === "yours" ? (me?.claim.teams ?? []) : null)),
    [waiting.data, place.filter.state, place.view, me?.claim.teams],
  );
  const rows = useMemo(() => inOrder(query.data?.pages ?? [], shownWaiting(callers)), [query.data, callers]);
  const handle = useRef<RowsHandle>(null);
  useMoves(rows, itemKey, place, handle);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const end = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <ListTools place={place} />
      <Waiting calls={callers} view={place.view} />
      {query.isPending ? (
        <Loading label={t("inbox.list.loading")} />
      ) : query.isError && rows.length === 0 ? (
        <Failed title={t("inbox.list.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
      ) : rows.length === 0 && !hasNextPage ? (
        callers.length === 0 && <NothingHere view={place.view} state={place.filter.state} team={name} />
      ) : (
        <VirtualRows
          key={JSON.stringify(place.filter)}
          ref={handle}
          rows={rows}
          keyOf={itemKey}
          height={ROW_HEIGHT}
          label={name}
          complete={!hasNextPage}
          end={end}
          draw={(item) => <Row item={item} view={place.view} me={mine} />}
          foot={isFetchingNextPage ? <p className="listend">{t("inbox.list.more")}</p> : null}
        />
      )}
    </>
  );
}

/** Waiting calls need two lines and a button. */
const WAITING_HEIGHT = 52;

function WaitingList({ place, name }: { place: Place; name: string }) {
  const query = useQuery(waitingQuery);
  const rows = useMemo(() => waitingOf(query.data ?? [], null, null), [query.data]);
  const handle = useRef<RowsHandle>(null);
  useMoves(rows, callConversation, place, handle);
  if (query.isPending) return <Loading label={t("inbox.list.loading")} />;
  if (query.isError) {
    return <Failed title={t("inbox.list.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />;
  }
  if (rows.length === 0) return <NothingHere view="waiting" state="open" team={name} />;
  return (
    <>
      <p className="listtools t3 small">{t("inbox.list.longest_first")}</p>
      <VirtualRows
        ref={handle}
        rows={rows}
        keyOf={callKey}
        height={WAITING_HEIGHT}
        label={name}
        complete
        end={nothing}
        draw={(call) => <WaitingRow call={call} view="waiting" />}
      />
    </>
  );
}

const callConversation = (call: WaitingCall) => call.conversation;

/** J and K move the focus through the list; where only the conversation is in sight, they open the next one. */
function useMoves<T>(rows: readonly T[], conversationOf: (row: T) => number, place: Place, handle: React.RefObject<RowsHandle | null>): void {
  const go = useGo();
  const move = (by: 1 | -1) => {
    const focused = document.activeElement?.closest<HTMLElement>("[data-index]")?.dataset["index"];
    const open = rows.findIndex((row) => conversationOf(row) === place.conversation);
    const from = focused === undefined ? open : Number(focused);
    const next = Math.min(rows.length - 1, Math.max(0, from + by));
    const row = rows[next];
    if (row === undefined) return;
    // Below 640 px the list is not in sight while a conversation is open.
    if (place.conversation !== null && window.matchMedia("(max-width: 640px)").matches) go.conversation(place.view, conversationOf(row));
    else handle.current?.focus(next);
  };
  useShortcut("j", t("inbox.list.next"), t("inbox.list.keys"), () => move(1));
  useShortcut("k", t("inbox.list.previous"), t("inbox.list.keys"), () => move(-1));
}
