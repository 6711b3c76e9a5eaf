import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { serverNow } from "../api/live";
import type { ConversationItem } from "../api/model";
import { conversationsQuery, searchQuery } from "../api/queries";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Input, Labelled } from "../ui/fields";
import { Avatar } from "../ui/people";
import { ago } from "../ui/time";

export interface Chosen {
  id: number;
  name: string;
}

const TYPING_PAUSE_MS = 150;
const SEARCH_FROM_LETTERS = 2;
/** A dialog has room for a few; more letters narrow. */
const SHOWN_MAX = 5;
const YOURS = conversationsQuery({ view: "yours", state: "open", sort: "newest" });

/** The conversation a task is about: found by a few letters, one's own without any. */
export function ConversationField({ chosen, wrong, onChoose }: { chosen: Chosen | null; wrong: string | null; onChoose: (next: Chosen | null) => void }) {
  const [typed, setTyped] = useState("");
  const [words, setWords] = useState("");
  useEffect(() => {
    const due = window.setTimeout(() => setWords(typed.trim()), TYPING_PAUSE_MS);
    return () => window.clearTimeout(due);
  }, [typed]);
  const searching = words.length >= SEARCH_FROM_LETTERS;
  const found = useQuery({ ...searchQuery(words), enabled: searching, placeholderData: keepPreviousData });
  const yours = useInfiniteQuery(YOURS);
  if (chosen) {
    return (
      <div className="labelled">
        <span className="label">{t("desk.tasks.which")}</span>
        <div className="row which-chosen">
          <span className="grow cut">{chosen.name}</span>
          <Button size="s" onClick={() => onChoose(null)}>
            {t("desk.tasks.which_change")}
          </Button>
        </div>
      </div>
    );
  }
  const items = (searching ? (found.data?.conversations ?? []) : (yours.data?.pages[0]?.items ?? [])).slice(0, SHOWN_MAX);
  return (
    <div className="which">
      <Labelled label={t("desk.tasks.which")} hint={t("desk.tasks.which_hint")} wrong={wrong}>
        {(ids) => <Input {...ids} icon="search" type="search" value={typed} placeholder={t("desk.tasks.which_search")} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />}
      </Labelled>
      {searching && found.isSuccess && items.length === 0 && (
        <p className="hint" role="status">
          {t("desk.tasks.which_nothing", { words })}
        </p>
      )}
      {items.length > 0 && (
        <ul aria-label={searching ? t("desk.tasks.which") : t("desk.tasks.which_yours")}>
          {items.map((item) => (
            <Found key={item.id} item={item} onChoose={onChoose} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Found({ item, onChoose }: { item: ConversationItem; onChoose: (next: Chosen) => void }) {
  const name = item.contact.name || t("inbox.list.unknown");
  return (
    <li>
      <button type="button" className="mi" onClick={() => onChoose({ id: item.id, name })}>
        <Avatar kind="contact" size="s" id={item.contact.id} name={name} />
        <span className="grow cut">
          {name} <span className="t3">{item.preview}</span>
        </span>
        <span className="end small">{ago(item.active_ms, serverNow())}</span>
      </button>
    </li>
  );
}
