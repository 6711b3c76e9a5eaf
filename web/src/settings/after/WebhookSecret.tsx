import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { request, sentenceOf } from "../../api/client";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Input } from "../../ui/fields";
import { Part } from "../../ui/form/Form";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/toasts";
import type { WebhookDoc } from "../documents";
import { refetchSettings } from "../queries";

/** Makes the secret that signs a webhook's requests, and shows it once. */
export function WebhookSecret({ doc, locked }: { doc: WebhookDoc; locked: string | null }) {
  const make = useMutation({
    mutationFn: () => request<{ secret: string }>("POST", `/webhooks/${doc.id}/secret`),
    onSuccess: () => void refetchSettings(),
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  return (
    <Part title={t("settings.webhooks.secret")} words={t("settings.webhooks.secret_words")}>
      {make.data ? (
        <Shown secret={make.data.secret} renewed={doc.has_secret} />
      ) : (
        <p className={doc.has_secret ? "verdict" : "verdict bad"}>
          <Icon name={doc.has_secret ? "check" : "warn"} />
          <span>{doc.has_secret ? t("settings.webhooks.secret_has") : t("settings.webhooks.secret_none")}</span>
        </p>
      )}
      <div>
        <Button reason={locked} busy={make.isPending} onClick={() => make.mutate()}>
          {make.isPending ? t("settings.webhooks.secret_making") : doc.has_secret ? t("settings.webhooks.secret_renew") : t("settings.webhooks.secret_make")}
        </Button>
      </div>
    </Part>
  );
}

function Shown({ secret, renewed }: { secret: string; renewed: boolean }) {
  const field = useRef<HTMLInputElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      toast(t("settings.webhooks.copied"), { tone: "good" });
    } catch {
      // Without HTTPS there is no clipboard for us.
      field.current?.select();
      toast(t("settings.webhooks.by_hand"));
    }
  };
  return (
    <div className="invitation-link secret-shown" role="status">
      <div className="row">
        <Input ref={field} readOnly value={secret} aria-label={t("settings.webhooks.secret_label")} onFocus={(event) => event.target.select()} />
        <Button icon="copy" onClick={() => void copy()}>
          {t("settings.webhooks.copy")}
        </Button>
      </div>
      <p className="hint">
        {t("settings.webhooks.secret_once")} {renewed && t("settings.webhooks.secret_old")}
      </p>
    </div>
  );
}
