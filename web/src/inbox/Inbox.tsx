import "./inbox.css";
import { useEffect } from "react";
import { t } from "../texts";
import { Empty } from "../ui/states";
import { useMedia } from "../ui/useMedia";
import { List } from "./List";
import { Thread } from "./Thread";
import { usePlace } from "./usePlace";
import { useViewName } from "./viewNames";
import { Views } from "./Views";
import { WhyPanel } from "./WhyPanel";
import { whyCallOf } from "./place";

/** Below this the contact is a drawer behind a button. */
const WIDE = "(min-width: 1361px)";

export function Inbox() {
  const place = usePlace();
  const name = useViewName(place.view);
  const wide = useMedia(WIDE);
  const why = whyCallOf(place.search);
  useEffect(() => {
    // An open conversation writes its own.
    if (place.conversation === null) document.title = `${name} · ${t("app.name")}`;
  }, [name, place.conversation]);
  return (
    <main
      className="inbox"
      data-pane={place.conversation === null ? "list" : "thread"}
      data-contact={wide && place.conversation !== null ? "shown" : "hidden"}
      data-why={why === null ? "hidden" : "shown"}
    >
      <Views place={place} />
      <List place={place} name={name} />
      {place.conversation === null ? <NoThread /> : <Thread key={place.conversation} id={place.conversation} place={place} wide={wide} />}
      {why !== null && <WhyPanel call={why} />}
    </main>
  );
}

function NoThread() {
  return (
    <section className="thread" aria-label={t("inbox.empty.choose")}>
      <div className="bar" />
      <Empty art={false} title={t("inbox.empty.choose")} words={t("inbox.empty.choose_words")}>
        <span className="keyhints t2 small">
          <span>
            <kbd>J</kbd> <kbd>K</kbd> {t("inbox.empty.choose_next")}
          </span>
          <span>
            <kbd>Enter</kbd> {t("inbox.empty.choose_open")}
          </span>
          <span>
            <kbd>/</kbd> {t("inbox.empty.choose_search")}
          </span>
        </span>
      </Empty>
    </section>
  );
}
