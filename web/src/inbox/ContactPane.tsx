import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { command, sentenceOf } from "../api/client";
import { serverNow } from "../api/live";
import type { Contact, ConversationDetail } from "../api/model";
import { cache } from "../api/queries";
import { SideTasks } from "../tasks/SideTasks";
import type { Making } from "../tasks/useNewTask";
import { t, withTexts } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { Input, Labelled } from "../ui/fields";
import { Icon } from "../ui/Icon";
import { Menu, MenuItem } from "../ui/Menu";
import { Avatar } from "../ui/people";
import { clock, date, day } from "../ui/time";
import { Ago } from "../ui/Timer";
import { toast } from "../ui/toasts";
import { emailWrong } from "./email";
import { mayOf } from "./may";
import { carried, type Place } from "./usePlace";

const EraseContact = lazy(withTexts(() => import("./EraseContact")));

/** Who it is, how to reach them, and what was before. */
export function ContactPane({ detail, place, making }: { detail: ConversationDetail; place: Place; making: Making }) {
  const { contact } = detail;
  const [editing, setEditing] = useState(false);
  const others = contact.conversations.filter((item) => item.id !== detail.item.id);
  const [erasing, setErasing] = useState(false);
  const name = contact.erased ? t("inbox.contact.erased") : contact.name || t("inbox.list.unknown");
  return (
    <div className="contact-pane">
      <div className="contact-top">
        <Avatar kind="contact" size="l" id={contact.id} name={name} />
        <div className="grow">
          <div className="strong">{name}</div>
          <div className="small t2">
            {t("inbox.contact.first")} {date(contact.created_ms, serverNow())}
          </div>
        </div>
        {!editing && !contact.erased && (
          <>
            <IconButton icon="edit" label={t("inbox.contact.edit")} reason={mayOf(detail.may, "edit_contact")} onClick={() => setEditing(true)} />
            <Menu label={t("inbox.contact.menu")} align="end" trigger={<IconButton icon="more" label={t("inbox.contact.menu")} />}>
              <MenuItem icon="trash" danger reason={mayOf(contact.may, "erase_contact")} onSelect={() => setErasing(true)}>
                {t("inbox.contact.erase")}
              </MenuItem>
            </Menu>
          </>
        )}
      </div>
      {contact.erased ? <p className="t2">{t("inbox.contact.erased_words")}</p> : editing ? <ContactForm contact={contact} conversation={detail.item.id} onDone={() => setEditing(false)} /> : <Facts contact={contact} />}
      <SideTasks detail={detail} making={making} />
      {erasing && (
        <Suspense>
          <EraseContact contact={contact} onClose={() => setErasing(false)} />
        </Suspense>
      )}
      <h3>{t("inbox.contact.earlier")}</h3>
      {others.length === 0 && <p className="t3">{t("inbox.contact.none")}</p>}
      <nav className="past" aria-label={t("inbox.contact.earlier")}>
        {others.map((item) => (
          <Link key={item.id} to="/inbox/$view/$conversation" params={{ view: place.view, conversation: String(item.id) }} search={carried} activeProps={{}}>
            <Icon name={item.call ? "phone" : "chat"} />
            <span className="cut" title={item.preview}>
              {item.preview}
            </span>
            <span className="t3 small">
              <Ago at_ms={item.active_ms} now={serverNow} />
            </span>
          </Link>
        ))}
      </nav>
    </div>
  );
}

function Facts({ contact }: { contact: Contact }) {
  const number = contact.number;
  const copy = (text: string) =>
    void navigator.clipboard?.writeText(text).then(
      () => toast(t("inbox.contact.copied"), { tone: "good" }),
      () => undefined,
    );
  return (
    <dl className="kv">
      <dt>{t("inbox.contact.phone")}</dt>
      <dd className="num row">
        {number ?? <span className="t3">{t("inbox.contact.withheld")}</span>}
        {number && window.isSecureContext && <IconButton icon="copy" label={t("inbox.contact.copy")} onClick={() => copy(number)} />}
      </dd>
      <dt>{t("inbox.contact.email")}</dt>
      <dd>{contact.email ? <a href={`mailto:${encodeURIComponent(contact.email)}`}>{contact.email}</a> : <span className="t3">{t("inbox.contact.unknown")}</span>}</dd>
      <dt>{t("inbox.contact.last")}</dt>
      <dd className="num">
        {day(contact.last_active_ms, serverNow())}, {clock(contact.last_active_ms)}
      </dd>
    </dl>
  );
}

function ContactForm({ contact, conversation, onDone }: { contact: Contact; conversation: number; onDone: () => void }) {
  // A name that only stands for a missing one is the number again.
  const held = { name: contact.name === contact.number ? "" : contact.name, email: contact.email ?? "" };
  const [name, setName] = useState(held.name);
  const [email, setEmail] = useState(held.email);
  const [asked, setAsked] = useState(false);
  const wrong = emailWrong(email) ? t("inbox.contact.email_wrong") : null;
  const save = useMutation({
    // What was not touched stays as it is, whatever somebody else wrote meanwhile.
    mutationFn: () =>
      command({
        do: "edit_contact",
        contact: contact.id,
        name: name === held.name ? null : name.trim(),
        email: email === held.email ? null : email.trim(),
      }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ["conversation", conversation] });
      toast(t("inbox.contact.saved"), { tone: "good" });
      onDone();
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  return (
    // Escape in any of its fields leaves the form.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="contact-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (!wrong && !save.isPending) save.mutate();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onDone();
      }}
    >
      <Labelled label={t("inbox.contact.name")}>
        {(ids) => <Input {...ids} autoFocus value={name} autoComplete="off" placeholder={contact.number ?? ""} onChange={(event) => setName(event.target.value)} />}
      </Labelled>
      <Labelled label={t("inbox.contact.email")} wrong={asked ? wrong : null}>
        {(ids) => <Input {...ids} type="email" value={email} autoComplete="off" onChange={(event) => setEmail(event.target.value)} />}
      </Labelled>
      <div className="acts">
        <Button size="s" onClick={onDone}>
          {t("inbox.contact.cancel")}
        </Button>
        <Button size="s" kind="primary" type="submit" busy={save.isPending}>
          {save.isPending ? t("inbox.contact.saving") : t("inbox.contact.save")}
        </Button>
      </div>
    </form>
  );
}
