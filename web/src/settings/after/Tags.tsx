import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { request } from "../../api/client";
import { fits } from "../../palette/found";
import { t } from "../../texts";
import { Input } from "../../ui/fields";
import { Part } from "../../ui/form/Form";
import { SwitchRow } from "../../ui/form/SwitchRow";
import { TextField } from "../../ui/form/TextField";
import { Icon } from "../../ui/Icon";
import { Empty } from "../../ui/states";
import { AddLink } from "../AddLink";
import { checkTag } from "../check";
import { DocumentForm } from "../DocumentForm";
import { type Doc, type Settings, type TagSettings, toggle } from "../documents";
import { NotThere, Page, WithSettings } from "../Page";
import { placedIn, refetchSettings, save } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { Row, Rows } from "../Rows";
import { tellTag } from "../words";

const back = { to: "tags", label: t("settings.section.tags") };
/** From here on one looks for a tag by its name. */
const FIND_FROM = 12;

export function Tags({ rest }: { rest: string | null }) {
  const title = t("settings.section.tags");
  return (
    <WithSettings title={title}>
      {(settings) => {
        if (rest === null) return <TagList title={title} tags={settings.tags} />;
        if (rest === "new") return <NewTag settings={settings} />;
        const doc = settings.tags.find((tag) => String(tag.id) === rest);
        return doc ? <TagPage settings={settings} doc={doc} /> : <NotThere title={title} back={back} />;
      }}
    </WithSettings>
  );
}

function TagList({ title, tags }: { title: string; tags: Doc<TagSettings>[] }) {
  const [typed, setTyped] = useState("");
  const sorted = tags.toSorted((a, b) => a.document.name.localeCompare(b.document.name)).filter((tag) => fits(typed, tag.document.name));
  const used = sorted.filter((tag) => tag.document.retired === "off");
  const retired = sorted.filter((tag) => tag.document.retired === "on");
  return (
    // Any teammate may make a tag.
    <Page title={title} words={t("settings.tags.words")} actions={<AddLink to="tags/new" label={t("settings.tags.add")} reason={null} />}>
      {tags.length === 0 && (
        <Empty title={t("settings.tags.none")} words={t("settings.tags.none_words")}>
          <Link to="/settings/$" params={{ _splat: "tags/new" }} className="btn s">
            {t("settings.tags.add")}
          </Link>
        </Empty>
      )}
      {tags.length >= FIND_FROM && <Input icon="search" type="search" aria-label={t("settings.tags.find")} placeholder={t("settings.tags.find")} value={typed} onChange={(event) => setTyped(event.target.value)} />}
      {tags.length > 0 && sorted.length === 0 && <p className="t2">{t("settings.tags.find_none", { words: typed.trim() })}</p>}
      {used.length > 0 && <Lines label={title} tags={used} />}
      {retired.length > 0 && (
        <details className="retired">
          <summary>
            <Icon name="right" />
            {t("settings.retired", { count: retired.length })}
          </summary>
          <Lines label={t("settings.retired", { count: retired.length })} tags={retired} />
        </details>
      )}
    </Page>
  );
}

function Lines({ label, tags }: { label: string; tags: Doc<TagSettings>[] }) {
  return (
    <Rows label={label}>
      {tags.map(({ id, document }) => (
        <Row
          key={id}
          to={`tags/${id}`}
          mark={
            <span className="rows-icon">
              <Icon name="tag" />
            </span>
          }
          title={document.name}
        />
      ))}
    </Rows>
  );
}

function othersOf(settings: Settings, id: number | null): TagSettings[] {
  return settings.tags.filter((tag) => tag.id !== id).map((tag) => tag.document);
}

function TagPage({ settings, doc }: { settings: Settings; doc: Doc<TagSettings> }) {
  return (
    <Page title={doc.document.name} back={back}>
      <DocumentForm
        label={doc.document.name}
        doc={doc}
        fromFile={doc.from_file}
        locked={lockedBy(useViewer(), "workflows_access")}
        check={(mine) => checkTag(mine, othersOf(settings, doc.id))}
        tell={tellTag}
        onSave={(version, document) => save(`/settings/tags/${doc.id}`, version, document, placedIn("tags", doc.id))}
      >
        {({ mine, set, wrong }) => (
          <Part title={t("tags.search")}>
            <TextField label={t("settings.field.tag.name")} hint={t("settings.tags.name_hint")} value={mine.name} wrong={wrong.name} autoComplete="off" onChange={(name) => set("name", name)} />
            <SwitchRow label={t("settings.tags.retire")} hint={t("settings.tags.retire_hint")} checked={mine.retired === "on"} onChange={(on) => set("retired", toggle(on))} />
          </Part>
        )}
      </DocumentForm>
    </Page>
  );
}

function NewTag({ settings }: { settings: Settings }) {
  const go = useNavigate();
  const [fresh] = useState({ version: 0, document: { name: "", retired: "off" } as TagSettings });
  const title = t("settings.tags.new");
  return (
    <Page title={title} back={back}>
      <DocumentForm
        label={title}
        doc={fresh}
        locked={null}
        check={(mine) => checkTag(mine, othersOf(settings, null))}
        tell={tellTag}
        onSave={async (_, document, pass) => {
          await request("POST", "/tags", { body: { name: document.name.trim() } });
          await refetchSettings();
          pass();
          await go({ to: "/settings/$", params: { _splat: "tags" } });
        }}
      >
        {({ mine, set, wrong }) => (
          <Part title={t("tags.search")}>
            <TextField label={t("settings.field.tag.name")} value={mine.name} wrong={wrong.name} autoComplete="off" onChange={(name) => set("name", name)} />
          </Part>
        )}
      </DocumentForm>
    </Page>
  );
}
