import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { request, sentenceOf } from "../../api/client";
import { teammatesQuery } from "../../api/queries";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Part } from "../../ui/form/Form";
import { toast } from "../../ui/toasts";
import type { Settings, TeammateDoc } from "../documents";
import { refetchSettings } from "../queries";
import { has, lockedBy, losesLastOwner, useViewer } from "../rights";

/** Removes a teammate, after saying what becomes of a call under way. */
export function RemoveTeammate({ settings, doc }: { settings: Settings; doc: TeammateDoc }) {
  const me = useViewer();
  const go = useNavigate();
  const view = useQuery(teammatesQuery).data?.find((one) => one.id === doc.id);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const { name } = doc.document;
  const remove = async () => {
    setBusy(true);
    try {
      await request("DELETE", `/teammates/${doc.id}`);
      await refetchSettings();
      await go({ to: "/settings/$", params: { _splat: "teammates" } });
      toast(t("settings.remove.done", { name }), { tone: "good" });
    } catch (error) {
      setAsked(false);
      setBusy(false);
      toast(sentenceOf(error), { tone: "bad" });
    }
  };
  return (
    <Part title={t("settings.remove.title")} words={t("settings.remove.words")}>
      <div>
        <Button kind="danger-line" icon="trash" reason={reasonAgainst(settings, doc, me?.teammate ?? null, lockedBy(me, "manage_teammates"), has(me, "owner"))} onClick={() => setAsked(true)}>
          {t("settings.remove.button", { name })}
        </Button>
      </div>
      <Dialog
        open={asked}
        onOpenChange={setAsked}
        title={t("settings.remove.question", { name })}
        words={t("settings.remove.what", { name })}
        actions={
          <>
            <Button onClick={() => setAsked(false)}>{t("settings.keep")}</Button>
            <Button kind="danger" busy={busy} onClick={() => void remove()}>
              {t("settings.remove.button", { name })}
            </Button>
          </>
        }
      >
        <p className={view?.phone.state === "on_call" ? "remove-call med" : "remove-call t2"}>
          {view?.phone.state === "on_call" ? t("settings.remove.on_call", { name }) : t("settings.remove.if_on_call")}
        </p>
      </Dialog>
    </Part>
  );
}

function reasonAgainst(settings: Settings, doc: TeammateDoc, viewer: number | null, locked: string | null, owner: boolean): string | null {
  if (locked) return locked;
  if (doc.id === viewer) return t("settings.remove.yourself");
  if (losesLastOwner(settings, { teammate: [doc.id, { ...doc.document, employment: "removed" }] })) return t("settings.wrong.last_owner");
  const role = settings.roles.find((one) => one.id === doc.document.role);
  return !owner && role?.document.permissions.includes("owner") ? t("settings.teammate.is_owner", { name: doc.document.name }) : null;
}
