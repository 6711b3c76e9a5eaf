import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { useEffect, useState } from "react";
import { sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import type { ContactBrief, ConversationItem } from "../api/model";
import { cache, contactQuery, searchQuery } from "../api/queries";
import { t } from "../texts";
import { Icon, type IconName } from "../ui/Icon";
import { Avatar } from "../ui/people";
import { ago } from "../ui/time";
import { toast } from "../ui/toasts";
import { type Action, useActions } from "./actions";
import { fits } from "./found";
import { type Place, usePlaces } from "./places";

/** A search that follows every letter would ask the server for words that nobody finished. */
const TYPING_PAUSE_MS = 150;
const SEARCH_FROM_LETTERS = 2;

export function Commands({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const words = useSettled(typed.trim());
  const places = usePlaces().filter((place) => fits(typed, place.words, place.more));
  const actions = useActions().filter((action) => fits(typed, action.words));
  const go = useNavigate();
  const searching = words.length >= SEARCH_FROM_LETTERS;
  const found = useQuery({ ...searchQuery(words), enabled: searching, placeholderData: keepPreviousData });
  const run = (act: () => unknown) => {
    onClose();
    void Promise.resolve(act()).catch((error: unknown) => toast(sentenceOf(error), { tone: "bad" }));
  };
  const conversation = (id: number, panel?: "contact") =>
    go({ to: "/inbox/$view/$conversation", params: { view: "all", conversation: String(id) }, search: { state: "any", ...(panel ? { panel } : {}) } });
  const contact = async (brief: ContactBrief) => {
    const { conversations } = await cache.fetchQuery(contactQuery(brief.id));
    const last = conversations[0];
    if (last) await conversation(last.id, "contact");
    else toast(t("palette.no_conversation", { name: brief.name }));
  };
  const contacts = searching ? (found.data?.contacts ?? []) : [];
  const conversations = searching ? (found.data?.conversations ?? []) : [];
  return (
    <Command label={t("app.rail.search")} loop shouldFilter={false}>
      <div className="palette-input">
        <Icon name="search" />
        <Command.Input autoFocus value={typed} onValueChange={setTyped} placeholder={t("palette.placeholder")} />
        <kbd>Esc</kbd>
      </div>
      <Command.List label={t("palette.found")}>
        {searching && found.isError && <p className="palette-note">{sentenceOf(found.error)}</p>}
        <Command.Empty className="palette-note">{searching && found.isFetching ? t("palette.searching") : t("palette.nothing", { words: typed.trim() })}</Command.Empty>
        <Places heading={t("palette.go")} places={places.filter((place) => !place.seldom)} onGo={(place) => run(() => go(place.to))} />
        {actions.length > 0 && (
          <Command.Group heading={t("palette.do")}>
            {actions.map((action) => (
              <ActionLine key={action.key} action={action} onRun={() => run(action.run)} />
            ))}
          </Command.Group>
        )}
        <Places heading={t("settings.title")} places={places.filter((place) => place.seldom)} onGo={(place) => run(() => go(place.to))} />
        {contacts.length > 0 && (
          <Command.Group heading={t("palette.contacts")}>
            {contacts.map((one) => (
              <ContactLine key={one.id} contact={one} onSelect={() => run(() => contact(one))} />
            ))}
          </Command.Group>
        )}
        {conversations.length > 0 && (
          <Command.Group heading={t("palette.conversations")}>
            {conversations.map((one) => (
              <ConversationLine key={one.id} item={one} onSelect={() => run(() => conversation(one.id))} />
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

function Places({ heading, places, onGo }: { heading: string; places: Place[]; onGo: (place: Place) => void }) {
  if (places.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {places.map((place) => (
        <Line key={place.key} id={`go ${place.key}`} icon={place.icon} words={place.words} more={place.more} onSelect={() => onGo(place)} />
      ))}
    </Command.Group>
  );
}

function Line({ id, icon, words, more, onSelect }: { id: string; icon: IconName; words: string; more?: string | undefined; onSelect: () => void }) {
  return (
    <Command.Item className="mi" value={id} onSelect={onSelect}>
      <Icon name={icon} />
      <span className="grow cut">{words}</span>
      {more && <span className="end small">{more}</span>}
    </Command.Item>
  );
}

function ActionLine({ action, onRun }: { action: Action; onRun: () => void }) {
  return (
    <Command.Item
      className="mi"
      value={`do ${action.key}`}
      {...(action.reason ? { "aria-description": action.reason } : {})}
      onSelect={() => (action.reason ? toast(action.reason) : onRun())}
    >
      <Icon name={action.icon} />
      <span className={action.reason ? "grow cut t3" : "grow cut"}>{action.words}</span>
      {action.reason ? <span className="end small cut">{action.reason}</span> : action.now && <span className="end small">{t("palette.now")}</span>}
    </Command.Item>
  );
}

function ContactLine({ contact, onSelect }: { contact: ContactBrief; onSelect: () => void }) {
  return (
    <Command.Item className="mi" value={`contact ${contact.id}`} onSelect={onSelect}>
      <Avatar kind="contact" id={contact.id} name={contact.name} size="s" />
      <span className="grow cut">{contact.name}</span>
      {contact.number && contact.number !== contact.name && <span className="end small num">{contact.number}</span>}
    </Command.Item>
  );
}

function ConversationLine({ item, onSelect }: { item: ConversationItem; onSelect: () => void }) {
  return (
    <Command.Item className="mi" value={`conversation ${item.id}`} onSelect={onSelect}>
      <Avatar kind="contact" id={item.contact.id} name={item.contact.name} size="s" />
      <span className="grow cut">
        {item.contact.name} <span className="t3">{item.preview}</span>
      </span>
      <span className="end small">{ago(item.active_ms, serverNow())}</span>
    </Command.Item>
  );
}

function useSettled(words: string): string {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const due = window.setTimeout(() => setSettled(words), TYPING_PAUSE_MS);
    return () => window.clearTimeout(due);
  }, [words]);
  return settled;
}
