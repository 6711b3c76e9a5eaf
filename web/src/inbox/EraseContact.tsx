import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { request, sentenceOf } from "../api/client";
import type { Contact } from "../api/model";
import { cache } from "../api/queries";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Input, Labelled } from "../ui/fields";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/toasts";
import { confirms, wordsToType } from "./erasing";

/** Asks for the name or the number before a person is erased: it cannot be taken back. */
export default function EraseContact({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState(false);
  const words = wordsToType(contact);
  const right = confirms(typed, contact);
  const erase = useMutation({
    mutationFn: () => request("POST", `/contacts/${contact.id}/erase`),
    onSuccess: () => {
      for (const key of ["conversation", "conversations", "contact", "search", "tasks", "alerts"]) void cache.invalidateQueries({ queryKey: [key] });
      toast(t("desk.erase.done"), { tone: "good" });
      onClose();
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("desk.erase.title", { name: words })} words={t("desk.erase.what")}>
      <form
        className="erase"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (right && !erase.isPending) erase.mutate();
        }}
      >
        <ul className="erase-list">
          {(["names", "recordings", "words"] as const).map((one) => (
            <li key={one}>
              <Icon name="trash" />
              {t(`desk.erase.list.${one}`)}
            </li>
          ))}
        </ul>
        <p className="t2">{t("desk.erase.stays")}</p>
        <Labelled label={t("desk.erase.type", { words })} wrong={asked && !right ? t("desk.erase.wrong") : null}>
          {(ids) => <Input {...ids} autoFocus value={typed} autoComplete="off" spellCheck={false} onChange={(event) => setTyped(event.target.value)} />}
        </Labelled>
        <div className="acts">
          <Button onClick={onClose}>{t("desk.erase.keep")}</Button>
          <Button kind="danger" type="submit" busy={erase.isPending}>
            {erase.isPending ? t("desk.erase.going") : t("desk.erase.go")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
