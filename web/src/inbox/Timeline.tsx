import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ConversationDetail, Entry } from "../api/model";
import { serverNow } from "../api/live";
import { CallCardView } from "../calls/CallCardView";
import { t } from "../texts";
import { Avatar } from "../ui/people";
import { clock, clockToSecond, day } from "../ui/time";
import { Button } from "../ui/Button";
import { type Block, jackOf, timeline } from "./timeline";
import { useGo } from "./usePlace";

/** Nearer to the end than this counts as reading the end. */
const AT_END_PX = 80;

/** One cord from top to bottom: events are jacks on it, notes and call cards hang on it. */
export function Timeline({ detail }: { detail: ConversationDetail }) {
  const blocks = useMemo(() => timeline(detail.entries, detail.calls), [detail.entries, detail.calls]);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [behind, setBehind] = useState(false);
  // Who reads the end keeps reading the end; who reads further up is not moved.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && atEnd.current) box.scrollTop = box.scrollHeight;
    else setBehind(true);
  }, [blocks]);
  useEffect(() => {
    const box = scroller.current;
    const content = box?.firstElementChild;
    if (!box || !content) return undefined;
    const stay = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    stay.observe(box);
    stay.observe(content);
    return () => stay.disconnect();
  }, []);
  const toEnd = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  return (
    <div className="tl-place">
      <section
        className="scroll"
        ref={scroller}
        // Scrolled by keys as well: it holds what is read.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={t("inbox.thread.timeline")}
        onScroll={(event) => {
          const box = event.currentTarget;
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX;
          if (atEnd.current) setBehind(false);
        }}
      >
        <div className="tl">
          {blocks.length === 0 && <p className="t3">{t("inbox.thread.empty")}</p>}
          {blocks.map((block, at) => (
            <BlockView key={keyOf(block, at)} block={block} detail={detail} />
          ))}
        </div>
      </section>
      {behind && (
        <Button size="s" icon="down" className="to-end" onClick={toEnd}>
          {t("inbox.thread.latest")}
        </Button>
      )}
    </div>
  );
}

function keyOf(block: Block, at: number): string {
  if (block.kind === "call") return `call-${block.card.id}`;
  if (block.kind === "note") return `note-${block.entry.note ?? at}`;
  return `${block.kind}-${at}`;
}

function BlockView({ block, detail }: { block: Block; detail: ConversationDetail }) {
  switch (block.kind) {
    case "day":
      return <p className="day">{day(block.at_ms, serverNow())}</p>;
    case "event":
      return <Event block={block} live={liveIn(detail, block.entry)} />;
    case "folded":
      return <Folded events={block.events} detail={detail} />;
    case "note":
      return <Note entry={block.entry} />;
    case "call":
      return <CallCardView card={block.card} entries={detail.entries} />;
  }
}

type EventBlock = Extract<Block, { kind: "event" }>;

/** While a call goes on, its lines lead to the reasons; afterwards its card does. */
function liveIn(detail: ConversationDetail, entry: Entry): boolean {
  return detail.calls.some((card) => card.id === entry.call && card.stage !== "ended");
}

function Event({ block, live }: { block: EventBlock; live: boolean }) {
  const { entry, beside, details } = block;
  const go = useGo();
  const jack = jackOf(entry);
  const cause = causeWords(entry.cause);
  const call = entry.call;
  return (
    <div className="ev">
      <span className={jack === "plain" ? "jack" : `jack ${jack}`} />
      <div>
        <p>
          <span className="said">
            <span>{entry.text}</span> {cause && <span className="t3">{cause}</span>}
            {live && jack === "danger" && call !== null && (
              <>
                {" "}
                <button type="button" className="link" onClick={() => go.search((old) => ({ ...old, panel: `why-${call}` as const }), false)}>
                  {t("inbox.event.why")}
                </button>
              </>
            )}
          </span>
          <time dateTime={new Date(entry.at_ms).toISOString()}>{clockToSecond(entry.at_ms)}</time>
        </p>
        {beside.length > 0 && (
          <div className="details">
            {beside.map((one, at) => (
              <span key={at}>{one.text}</span>
            ))}
          </div>
        )}
        {details.length > 0 && (
          <details className="details">
            <summary>{t("inbox.event.details")}</summary>
            {details.map((one, at) => (
              <span key={at}>{one.text}</span>
            ))}
          </details>
        )}
      </div>
    </div>
  );
}

/** The real cause behind the words of the log; one that is not known here is shown as it is stored.
    Null where the words say it themselves. */
function causeWords(cause: string | null): string | null {
  switch (cause) {
    case "decline_button":
      return null;
    case "busy":
    case "network_lost":
    case "media_failed":
    case "went_away":
    case "client_frozen":
      return t(`inbox.event.cause.${cause}`);
    default:
      return cause;
  }
}

function Folded({ events, detail }: { events: EventBlock[]; detail: ConversationDetail }) {
  const [open, setOpen] = useState(false);
  if (open) return events.map((event, at) => <Event key={at} block={event} live={liveIn(detail, event.entry)} />);
  return (
    <div className="ev">
      <span className="jack" />
      <button type="button" className="link" onClick={() => setOpen(true)}>
        {t("inbox.event.more", { count: events.length })}
      </button>
    </div>
  );
}

function Note({ entry }: { entry: Entry }) {
  const name = entry.by?.name ?? t("inbox.note.somebody");
  return (
    <article className="en note">
      <Avatar id={entry.by?.id ?? 0} name={name} />
      <div>
        <div className="who">
          <b className="cut" title={name}>
            {name}
          </b>
          <span>{t("inbox.note.by")}</span>
          <time dateTime={new Date(entry.at_ms).toISOString()}>{clock(entry.at_ms)}</time>
        </div>
        <div className="body">{entry.text}</div>
      </div>
    </article>
  );
}
