import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { sentenceOf } from "../api/client";
import type { SearchResult } from "../api/model";
import { meQuery, searchQuery } from "../api/queries";
import { t } from "../texts";
import { Input } from "../ui/fields";
import { Avatar } from "../ui/people";
import { Empty, Failed, Loading } from "../ui/states";
import { Row, ROW_HEIGHT } from "./Row";
import { type Place, useGo } from "./usePlace";

/** Asking at every letter would be asking for what nobody wants to see. */
const TYPING_MS = 150;

/** The search in place of the list; its words stand in the address. */
export function Found({ place }: { place: Place }) {
  const go = useGo();
  const [words, setWords] = useState(place.search.q ?? "");
  const field = useRef<HTMLInputElement>(null);
  const asked = useDeferredValue(place.search.q ?? "").trim();
  const query = useQuery({ ...searchQuery(asked), enabled: asked !== "", placeholderData: (old) => old });
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const due = window.setTimeout(() => go.search((old) => (old.q === words ? old : { ...old, q: words })), TYPING_MS);
    return () => window.clearTimeout(due);
  }, [words, go]);
  return (
    <>
      <div className="searchrow">
        <Input
          ref={field}
          icon="search"
          type="search"
          value={words}
          aria-label={t("inbox.list.search")}
          placeholder={t("inbox.list.search_placeholder")}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") go.search(({ q: _, ...old }) => old);
          }}
        />
      </div>
      {asked === "" ? (
        <Empty art={false} title={t("inbox.list.search")} words={t("inbox.empty.found_words")} />
      ) : query.isPending ? (
        <Loading label={t("inbox.found.loading")} />
      ) : query.isError ? (
        <Failed title={t("inbox.found.failed")} words={sentenceOf(query.error)} again={t("app.again")} onAgain={() => void query.refetch()} />
      ) : (
        <Results found={query.data} place={place} />
      )}
    </>
  );
}

function Results({ found, place }: { found: SearchResult; place: Place }) {
  const session = useQuery({ ...meQuery, enabled: false });
  if (found.contacts.length === 0 && found.conversations.length === 0) {
    return <Empty title={t("inbox.empty.found")} words={t("inbox.empty.found_words")} />;
  }
  // A contact opens its latest conversation; one without any cannot be opened yet.
  const latest = (contact: number) => found.conversations.find((item) => item.contact.id === contact);
  return (
    <div className="scroll found" aria-label={t("inbox.found.label")}>
      {found.conversations.length > 0 && <h2>{t("inbox.found.conversations")}</h2>}
      <ul>
        {found.conversations.map((item) => (
          <li key={item.id} style={{ height: ROW_HEIGHT }}>
            <Row item={item} view={place.view} me={session.data?.teammate ?? null} />
          </li>
        ))}
      </ul>
      {found.contacts.length > 0 && <h2>{t("inbox.found.contacts")}</h2>}
      <ul>
        {found.contacts.map((contact) => {
          const item = latest(contact.id);
          const line = (
            <>
              <Avatar kind="contact" id={contact.id} name={contact.name} />
              <span className="grow">
                <span className="cut med waitname" title={contact.name}>
                  {contact.name || t("inbox.list.unknown")}
                </span>
                <span className="small t3 num">{contact.number ?? t("inbox.thread.withheld")}</span>
              </span>
            </>
          );
          return (
            <li key={contact.id}>
              {item ? (
                <Link
                  className="conv"
                  to="/inbox/$view/$conversation"
                  params={{ view: place.view, conversation: String(item.id) }}
                  search={(old) => ({ ...old, panel: "contact" as const })}
                  activeProps={{}}
                >
                  {line}
                </Link>
              ) : (
                <span className="conv">{line}</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
