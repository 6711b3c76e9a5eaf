import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { WebhookEvent } from "../../api/model";
import { t } from "../../texts";
import { CheckList } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { SwitchRow } from "../../ui/form/SwitchRow";
import { TextField } from "../../ui/form/TextField";
import { Icon } from "../../ui/Icon";
import { Empty } from "../../ui/states";
import { AddLink } from "../AddLink";
import { checkWebhook, LIMITS } from "../check";
import { DocumentForm, type Editing } from "../DocumentForm";
import { toggle, type WebhookDoc, type WebhookSettings } from "../documents";
import { NotThere, Page, WithSettings } from "../Page";
import { create, placedIn, save } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { Row, Rows } from "../Rows";
import { eventWords, tellWebhook } from "../words";
import { Deliveries } from "./Deliveries";
import { WebhookSecret } from "./WebhookSecret";
import { WebhookTest } from "./WebhookTest";

const back = { to: "webhooks", label: t("settings.section.webhooks") };
const EVENTS: readonly WebhookEvent[] = ["call_ended", "call_data_ready", "conversation_created", "task_created"];

export function Webhooks({ rest }: { rest: string | null }) {
  const title = t("settings.section.webhooks");
  return (
    <WithSettings title={title}>
      {(settings) => {
        if (rest === null) return <WebhookList title={title} webhooks={settings.webhooks} />;
        if (rest === "new") return <NewWebhook />;
        const doc = settings.webhooks.find((webhook) => String(webhook.id) === rest);
        return doc ? <WebhookPage doc={doc} /> : <NotThere title={title} back={back} />;
      }}
    </WithSettings>
  );
}

function WebhookList({ title, webhooks }: { title: string; webhooks: WebhookDoc[] }) {
  const locked = lockedBy(useViewer(), "workflows_access");
  const used = webhooks.filter((webhook) => webhook.document.retired === "off");
  const retired = webhooks.filter((webhook) => webhook.document.retired === "on");
  return (
    <Page title={title} words={t("settings.webhooks.words")} actions={<AddLink to="webhooks/new" label={t("settings.webhooks.add")} reason={locked} />}>
      {locked ? (
        // The server shows them to nobody else.
        <p className="t2">{t("settings.webhooks.hidden")}</p>
      ) : used.length === 0 ? (
        <Empty title={t("settings.webhooks.none")} words={t("settings.webhooks.none_words")}>
          <Link to="/settings/$" params={{ _splat: "webhooks/new" }} className="btn s">
            {t("settings.webhooks.add")}
          </Link>
        </Empty>
      ) : (
        <Lines label={title} webhooks={used} />
      )}
      {retired.length > 0 && (
        <details className="retired">
          <summary>
            <Icon name="right" />
            {t("settings.retired", { count: retired.length })}
          </summary>
          <Lines label={t("settings.retired", { count: retired.length })} webhooks={retired} />
        </details>
      )}
    </Page>
  );
}

function Lines({ label, webhooks }: { label: string; webhooks: WebhookDoc[] }) {
  return (
    <Rows label={label}>
      {webhooks.map(({ id, document, has_secret }) => (
        <Row
          key={id}
          to={`webhooks/${id}`}
          mark={
            <span className="rows-icon">
              <Icon name="link" />
            </span>
          }
          title={document.name}
          words={`${document.url} · ${eventWords(document.events)}`}
          end={
            document.on === "off" ? (
              <span className="badge">{t("settings.webhooks.off")}</span>
            ) : (
              !has_secret && (
                <span className="badge danger">
                  <Icon name="warn" />
                  {t("settings.webhooks.no_secret")}
                </span>
              )
            )
          }
        />
      ))}
    </Rows>
  );
}

function WebhookPage({ doc }: { doc: WebhookDoc }) {
  const locked = lockedBy(useViewer(), "workflows_access");
  return (
    <Page title={doc.document.name} back={back}>
      <DocumentForm
        label={doc.document.name}
        doc={doc}
        fromFile={doc.from_file}
        locked={locked}
        check={checkWebhook}
        tell={tellWebhook}
        onSave={(version, document) => save(`/settings/webhooks/${doc.id}`, version, tidy(document), placedIn("webhooks", doc.id))}
        after={(dirty) => (
          <div className="form">
            <WebhookSecret doc={doc} locked={locked} />
            <WebhookTest webhook={doc.id} reason={locked ?? (dirty ? t("settings.webhooks.test_dirty") : doc.has_secret ? null : t("settings.webhooks.secret_none"))} />
            <Deliveries webhook={doc.id} />
          </div>
        )}
      >
        {(editing) => (
          <>
            <WebhookFields editing={editing} />
            <Part title={t("settings.webhooks.sending")}>
              <SwitchRow label={t("settings.webhooks.on")} hint={t("settings.webhooks.on_hint")} checked={editing.mine.on === "on"} onChange={(on) => editing.set("on", toggle(on))} />
              <SwitchRow label={t("settings.webhooks.retire")} hint={t("settings.webhooks.retire_hint")} checked={editing.mine.retired === "on"} onChange={(on) => editing.set("retired", toggle(on))} />
            </Part>
          </>
        )}
      </DocumentForm>
    </Page>
  );
}

function NewWebhook() {
  const go = useNavigate();
  const [fresh] = useState({ version: 0, document: { name: "", url: "", events: ["call_ended"], on: "on", retired: "off" } as WebhookSettings });
  const title = t("settings.webhooks.new");
  return (
    <Page title={title} back={back}>
      <DocumentForm
        label={title}
        doc={fresh}
        locked={lockedBy(useViewer(), "workflows_access")}
        check={checkWebhook}
        tell={tellWebhook}
        onSave={async (_, document, pass) => {
          const id = await create("webhooks", tidy(document));
          pass();
          await go({ to: "/settings/$", params: { _splat: `webhooks/${id}` } });
        }}
      >
        {(editing) => <WebhookFields editing={editing} />}
      </DocumentForm>
    </Page>
  );
}

function WebhookFields({ editing: { mine, set, wrong } }: { editing: Editing<WebhookSettings> }) {
  return (
    <>
      <Part title={t("settings.webhooks.where")}>
        <TextField label={t("settings.field.webhook.name")} hint={t("settings.webhooks.name_hint")} value={mine.name} wrong={wrong.name} autoComplete="off" onChange={(name) => set("name", name)} />
        <TextField label={t("settings.field.webhook.url")} hint={t("settings.webhooks.url_hint")} value={mine.url} wrong={wrong.url} inputMode="url" autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={LIMITS.url} placeholder={t("settings.webhooks.url_like")} onChange={(url) => set("url", url)} />
      </Part>
      <Part title={t("settings.webhooks.events")} words={t("settings.webhooks.events_words")}>
        <CheckList
          label={t("settings.webhooks.events")}
          quiet
          value={mine.events}
          choices={EVENTS.map((event) => ({ value: event, words: t(`settings.webhooks.event.${event}.name`), hint: t(`settings.webhooks.event.${event}.does`) }))}
          onChange={(events) => set("events", EVENTS.filter((event) => events.includes(event)))}
        />
        {wrong.events && (
          <p className="hint bad" role="alert">
            <Icon name="warn" />
            {wrong.events}
          </p>
        )}
      </Part>
    </>
  );
}

function tidy(document: WebhookSettings): WebhookSettings {
  return { ...document, url: document.url.trim() };
}
