import { useRef, useState } from "react";
import { serverNow } from "../../api/live";
import { t } from "../../texts";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { Input } from "../../ui/fields";
import { date } from "../../ui/time";

/** A link that is shown this once, with a way to copy it. */
export function InvitationLink({ link, expires_ms }: { link: string; expires_ms: number }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      // Without HTTPS there is no clipboard for pages; the old way still works, or the marked text can be copied by hand.
      if (!document.execCommand("copy")) return announce(t("settings.invite.by_hand"));
    }
    setCopied(true);
    announce(t("settings.invite.copied"));
  };
  return (
    <div className="invitation-link">
      <div className="row">
        <Input ref={field} readOnly className="grow" aria-label={t("settings.invite.link")} value={link} onFocus={(event) => event.target.select()} />
        <Button kind="primary" icon={copied ? "check" : "copy"} onClick={() => void copy()}>
          {copied ? t("settings.invite.copied") : t("settings.invite.copy")}
        </Button>
      </div>
      <p className="hint">{t("settings.invite.once", { date: date(expires_ms, serverNow()) })}</p>
    </div>
  );
}
