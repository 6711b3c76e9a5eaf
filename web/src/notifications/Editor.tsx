import "../settings/settings.css";
import "./notifications.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { sentenceOf } from "../api/client";
import { DocumentForm, type Editing } from "../settings/DocumentForm";
import { type Doc, type Settings, toggle } from "../settings/documents";
import { settingsQuery } from "../settings/queries";
import { lockedBy, useViewer } from "../settings/rights";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Part } from "../ui/form/Form";
import { SwitchRow } from "../ui/form/SwitchRow";
import { TextField } from "../ui/form/TextField";
import { Icon } from "../ui/Icon";
import { Empty, Failed, Loading } from "../ui/states";
import { Tip } from "../ui/Tip";
import { checkNotification } from "./check";
import type { NotificationForm, NotificationSettings } from "./documents";
import { EMPTY, formOf, settingsOf } from "./form";
import { createNotification, saveNotification, templatesQuery } from "./queries";
import { Results } from "./Results";
import { Templates } from "./Templates";
import { TestPanel } from "./TestPanel";
import { What } from "./What";
import { When } from "./When";
import { Who } from "./Who";
import { tellNotification } from "./words";

/** The page of one notification; `new` begins one. */
export default function Editor({ id }: { id: string }) {
  const settings = useQuery(settingsQuery);
  const desk = settings.data;
  if (!desk) {
    return (
      <Frame title={t("notifications.title")}>
        {settings.isError ? (
          <Failed title={t("settings.failed")} words={sentenceOf(settings.error)} again={t("app.again")} onAgain={() => void settings.refetch()} />
        ) : (
          <Loading label={t("app.loading")} rows={8} />
        )}
      </Frame>
    );
  }
  if (id === "new") return <New desk={desk} />;
  const doc = desk.notifications.find((one) => String(one.id) === id);
  return doc ? <Known desk={desk} doc={doc} /> : <NotThere />;
}

/** The header with the way back, and what lies under it. */
function Frame({ title, head, children }: { title: string; head?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${t("notifications.title")} · ${t("app.name")}`;
  }, [title]);
  return (
    <main className="page nt">
      <header className="bar nt-bar">
        <Tip words={t("notifications.all")}>
          <Link to="/settings/$" params={{ _splat: "notifications" }} className="ib" aria-label={t("notifications.all")}>
            <Icon name="left" />
          </Link>
        </Tip>
        <h1 className="cut">{title}</h1>
        {head}
      </header>
      {children}
    </main>
  );
}

function NotThere() {
  return (
    <Frame title={t("notifications.title")}>
      <Empty art={false} title={t("settings.not_there")} words={t("settings.not_there_words")}>
        <Link to="/settings/$" params={{ _splat: "notifications" }} className="btn s">
          {t("notifications.all")}
        </Link>
      </Empty>
    </Frame>
  );
}

function Known({ desk, doc }: { desk: Settings; doc: Doc<NotificationSettings> }) {
  const version = useMemo(() => ({ version: doc.version, document: formOf(doc.document) }), [doc]);
  return <Page desk={desk} id={doc.id} title={doc.document.name} doc={version} fromFile={doc.from_file} onSave={(known, form) => saveNotification(doc.id, known, settingsOf(form))} />;
}

/** The beginning of a new one: a template, or nothing. */
function New({ desk }: { desk: Settings }) {
  const { template } = useSearch({ strict: false }) as { template?: string };
  const templates = useQuery(templatesQuery);
  const locked = lockedBy(useViewer(), "workflows_access");
  if (template === undefined) {
    return (
      <Frame title={t("notifications.new")}>
        <Templates templates={templates} locked={locked} />
      </Frame>
    );
  }
  const found = templates.data?.find((one) => one.key === template);
  if (!found && template !== "scratch" && templates.isPending) {
    return (
      <Frame title={t("notifications.new")}>
        <Loading label={t("app.loading")} rows={8} />
      </Frame>
    );
  }
  return <Fresh key={template} desk={desk} document={found?.document ?? EMPTY} from={found?.name ?? null} note={found?.note ?? null} />;
}

function Fresh({ desk, document, from, note }: { desk: Settings; document: NotificationSettings; from: string | null; note: string | null }) {
  const go = useNavigate();
  const [base] = useState(() => ({ version: 0, document: formOf(EMPTY) }));
  const [begun] = useState(() => formOf(document));
  return (
    <Page
      desk={desk}
      id={null}
      title={from ?? t("notifications.new")}
      aside={from ? t("notifications.templates.from", { name: from }) : null}
      note={note}
      doc={base}
      begun={begun}
      fromFile={false}
      onSave={async (_, form, pass) => {
        const made = await createNotification(settingsOf(form));
        pass();
        await go({ to: "/settings/notifications/$id", params: { id: String(made) } });
      }}
    />
  );
}

interface PageProps {
  desk: Settings;
  /** Null before it is saved for the first time. */
  id: number | null;
  title: string;
  aside?: string | null;
  note?: string | null;
  doc: { version: number; document: NotificationForm };
  /** What a new one begins with; it can be saved as it is. */
  begun?: NotificationForm;
  fromFile: boolean;
  onSave: (version: number, form: NotificationForm, pass: () => void) => Promise<unknown>;
}

function Page({ desk, id, title, aside, note, doc, begun, fromFile, onSave }: PageProps) {
  // The switch in the header and the test beside the form belong to the draft that the form holds.
  const [head, setHead] = useState<HTMLElement | null>(null);
  const [beside, setBeside] = useState<HTMLElement | null>(null);
  const locked = lockedBy(useViewer(), "workflows_access");
  const tell = useMemo(() => tellNotification(desk), [desk]);
  return (
    <Frame
      title={title}
      head={
        <>
          {aside && <span className="t3 small wide cut">{aside}</span>}
          <span className="sp" />
          <span className="row" ref={setHead} />
        </>
      }
    >
      <div className="nt-edit">
        <div className="scroll nt-form">
          <div>
            {note && <p className="nt-note">{note}</p>}
            <DocumentForm
              label={title}
              doc={doc}
              {...(begun ? { begun } : {})}
              fromFile={fromFile}
              locked={locked}
              check={checkNotification}
              tell={tell}
              onSave={onSave}
              after={id !== null && <Results id={id} />}
            >
              {(editing) => (
                <>
                  <Fields desk={desk} editing={editing} known={id !== null} />
                  {head && createPortal(<OnSwitch editing={editing} locked={locked} />, head)}
                  {beside && createPortal(<TestPanel draft={editing.mine} wrong={Object.keys(editing.wrong).length > 0} />, beside)}
                </>
              )}
            </DocumentForm>
          </div>
        </div>
        <aside className="nt-test" ref={setBeside} aria-label={t("notifications.test.title")} id="test" />
      </div>
    </Frame>
  );
}

function OnSwitch({ editing: { mine, set }, locked }: { editing: Editing<NotificationForm>; locked: string | null }) {
  return (
    <>
      <SwitchRow label={t("notifications.field.on")} checked={mine.on === "on"} reason={locked} onChange={(on) => set("on", toggle(on))} />
      <span className="nt-to-test">
        <Button
          size="s"
          icon="play"
          onClick={() => {
            const panel = document.getElementById("test");
            panel?.scrollIntoView({ block: "start" });
            panel?.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
          }}
        >
          {t("notifications.test.to")}
        </Button>
      </span>
    </>
  );
}

function Fields({ desk, editing, known }: { desk: Settings; editing: Editing<NotificationForm>; known: boolean }) {
  const { mine, set, wrong } = editing;
  return (
    <>
      <Part title={t("notifications.name.section")}>
        <TextField label={t("notifications.field.name")} hint={t("notifications.name.hint")} value={mine.name} wrong={wrong.name} autoComplete="off" onChange={(name) => set("name", name)} />
      </Part>
      <When editing={editing} desk={desk} />
      <Who editing={editing} />
      <What editing={editing} desk={desk} />
      {known && (
        <Part title={t("notifications.retire.section")}>
          <SwitchRow label={t("notifications.retire.label")} hint={t("notifications.retire.hint")} checked={mine.retired === "on"} onChange={(on) => set("retired", toggle(on))} />
        </Part>
      )}
    </>
  );
}
