import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { request, sentenceOf } from "../../api/client";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Part } from "../../ui/form/Form";
import { TextField } from "../../ui/form/TextField";
import { toast } from "../../ui/toasts";
import { checkTrunk, wrongTrunkName } from "../check";
import { DocumentForm } from "../DocumentForm";
import type { Settings, TrunkDoc, TrunkSettings } from "../documents";
import { Page } from "../Page";
import { refetchSettings, save } from "../queries";
import { lockedBy, useViewer } from "../rights";
import { tellTrunk } from "../words";
import { TrunkFields } from "./TrunkFields";
import { TrunkTest } from "./TrunkTest";

const back = { to: "trunks", label: t("settings.section.trunks") };
const pathOf = (name: string) => `/settings/trunks/${encodeURIComponent(name)}`;

export function TrunkPage({ doc }: { doc: TrunkDoc }) {
  const me = useViewer();
  const locked = doc.from_file ? t("settings.trunk.file_only") : lockedBy(me, "phone_settings");
  const hasPassword = doc.document.access.by === "digest";
  return (
    <Page title={doc.name} back={back}>
      <DocumentForm
        label={doc.name}
        doc={doc}
        locked={locked}
        check={(mine) => checkTrunk(mine, hasPassword)}
        tell={tellTrunk}
        onSave={(version, document) =>
          save(pathOf(doc.name), version, tidy(document), (held, saved) => ({
            ...held,
            trunks: held.trunks.map((trunk) => (trunk.name === doc.name ? { ...trunk, version: saved.version, document: withoutSecret(saved.document) } : trunk)),
          }))
        }
        after={
          <>
            <TrunkTest name={doc.name} document={doc.document} />
            {!locked && <RemoveTrunk name={doc.name} />}
          </>
        }
      >
        {(editing) => <TrunkFields editing={editing} hasPassword={hasPassword} />}
      </DocumentForm>
    </Page>
  );
}

export function NewTrunk({ settings }: { settings: Settings }) {
  const me = useViewer();
  const go = useNavigate();
  const [name, setName] = useState("");
  const [fresh] = useState({ version: 0, document: { access: { by: "addresses", addresses: [""] }, trust_identity: "off" } satisfies TrunkSettings as TrunkSettings });
  const title = t("settings.trunk.new");
  const wrong = wrongTrunkName(name, settings.trunks.map((trunk) => trunk.name));
  return (
    <Page title={title} back={back}>
      <DocumentForm
        label={title}
        doc={fresh}
        locked={lockedBy(me, "phone_settings")}
        check={(mine) => (wrong ? { access: wrong } : checkTrunk(mine, false))}
        tell={tellTrunk}
        onSave={async (version, document, pass) => {
          await request("PUT", pathOf(name), { body: { version, document: tidy(document) } });
          await refetchSettings();
          pass();
          await go({ to: "/settings/$", params: { _splat: `trunks/named/${name}` } });
        }}
      >
        {(editing) => (
          <>
            <Part title={t("settings.trunk.title")}>
              <TextField label={t("settings.trunk.name")} hint={t("settings.trunk.name_hint")} value={name} wrong={wrong} autoComplete="off" spellCheck={false} onChange={setName} />
            </Part>
            <TrunkFields editing={editing} hasPassword={false} />
          </>
        )}
      </DocumentForm>
    </Page>
  );
}

/** As it is sent: no blanks around, and an empty password keeps the stored one. */
function tidy(document: TrunkSettings): TrunkSettings {
  const { access } = document;
  if (access.by === "addresses") return { ...document, access: { ...access, addresses: access.addresses.map((line) => line.trim()) } };
  return { ...document, access: { ...access, user: access.user.trim(), password: access.password === "" ? null : access.password, realm: access.realm?.trim() || null } };
}

function withoutSecret(document: TrunkSettings): TrunkSettings {
  return document.access.by === "digest" ? { ...document, access: { ...document.access, password: null } } : document;
}

function RemoveTrunk({ name }: { name: string }) {
  const go = useNavigate();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await request("DELETE", pathOf(name));
      await refetchSettings();
      await go({ to: "/settings/$", params: { _splat: "trunks" } });
      toast(t("settings.trunk.removed", { name }), { tone: "good" });
    } catch (error) {
      toast(sentenceOf(error), { tone: "bad" });
      setBusy(false);
    }
  };
  return (
    <Part title={t("settings.trunk.remove")} words={t("settings.trunk.remove_words")}>
      <div>
        <Button kind="danger-line" icon="trash" onClick={() => setAsked(true)}>
          {t("settings.trunk.remove")}
        </Button>
      </div>
      <Dialog
        open={asked}
        onOpenChange={setAsked}
        title={t("settings.trunk.remove_title", { name })}
        words={t("settings.trunk.remove_words")}
        actions={
          <>
            <Button onClick={() => setAsked(false)}>{t("settings.keep")}</Button>
            <Button kind="danger" busy={busy} onClick={() => void remove()}>
              {t("settings.trunk.remove")}
            </Button>
          </>
        }
      >
        {null}
      </Dialog>
    </Part>
  );
}
