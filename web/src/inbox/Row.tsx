import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { serverNow } from "../api/live";
import type { CallBrief, ConversationItem } from "../api/model";
import type { ViewName } from "../api/queries";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Avatar, Lamp, type LampState } from "../ui/people";
import { Ago, Timer } from "../ui/Timer";
import { carried } from "./usePlace";

/** Every row is as high: the list knows where each stands without measuring. */
export const ROW_HEIGHT = 60;

/** A conversation in the list: who, what last, since when. */
export const Row = memo(function Row({ item, view, me }: { item: ConversationItem; view: ViewName; me: number | null }) {
  const live = liveOf(item.call, me);
  const name = item.contact.name || t("inbox.list.unknown");
  return (
    <Link
      className={live?.lamp === "ringing" && item.call?.teammate?.id === me ? "conv is-mine-ringing" : "conv"}
      to="/inbox/$view/$conversation"
      params={{ view, conversation: String(item.id) }}
      search={carried}
      activeOptions={{ includeSearch: false }}
    >
      <Avatar kind="contact" id={item.contact.id} name={name} />
      <span className="grow">
        <span className="l1">
          <b className="cut" title={name}>
            {name}
          </b>
          {live ? <LiveMark live={live} /> : <Ago at_ms={item.active_ms} now={serverNow} />}
        </span>
        <span className="l2">
          {live ? <Lamp state={live.lamp} /> : <Icon name={item.call ? "phone" : "chat"} />}
          <span className="cut">{live ? live.words : item.preview}</span>
          {item.teammate && item.teammate.id !== me && !live && (
            <span className="owner" title={t("inbox.list.owner", { name: item.teammate.name })}>
              <Avatar id={item.teammate.id} name={item.teammate.name} size="s" />
              <span className="sr">{t("inbox.list.owner", { name: item.teammate.name })}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});

interface Live {
  lamp: LampState;
  words: string;
  from_ms: number;
}

function LiveMark({ live }: { live: Live }) {
  return <Timer className={live.lamp === "ringing" ? "waiting" : live.lamp} from_ms={live.from_ms} now={serverNow} />;
}

/** What a call that goes on shows; null for an ended one. */
export function liveOf(call: CallBrief | null, me: number | null): Live | null {
  if (call === null) return null;
  const mine = call.teammate !== null && call.teammate.id === me;
  const name = call.teammate?.name ?? "";
  switch (call.stage) {
    case "ended":
      return null;
    case "menu":
      return { lamp: "waiting", words: t("inbox.list.menu"), from_ms: call.placed_ms };
    case "deflected":
      return { lamp: "waiting", words: t("inbox.list.deflected"), from_ms: call.placed_ms };
    case "queued":
      return { lamp: "waiting", words: t("inbox.list.waits"), from_ms: call.placed_ms };
    case "ringing":
      return { lamp: "ringing", words: mine ? t("inbox.list.rings_you") : t("inbox.list.rings", { name }), from_ms: call.placed_ms };
    case "talking":
      return { lamp: "live", words: mine ? t("inbox.list.with_you") : t("inbox.list.with", { name }), from_ms: call.answered_ms ?? call.since_ms };
    case "on_hold":
      return { lamp: "hold", words: mine ? t("inbox.list.hold_you") : t("inbox.list.hold", { name }), from_ms: call.answered_ms ?? call.since_ms };
  }
}
