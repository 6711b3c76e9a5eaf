import { useMe } from "../api/live";
import { usePhone } from "../phone/phone";
import { FixButton, reasonWords } from "../phone/Reason";
import { obstacle, worthSaying } from "../phone/reasons";
import { t } from "../texts";
import { Banner } from "../ui/states";

/** Says above the page that no call can ring in it, when a person has to do something about it. */
export function PhoneBanner() {
  const phone = usePhone();
  const me = useMe();
  const reason = obstacle(phone);
  if (me === null || reason === null || !worthSaying(reason)) return null;
  // A desk phone rings instead, calls are not wanted at all, or the handset says it.
  if (me.ready || me.channels === "conversations" || me.call !== null) return null;
  return (
    <Banner tone="warn" icon="phone" action={<FixButton reason={reason} />}>
      {reason.code === "microphone_ask" ? t("phone.banner.ask") : reasonWords(reason)}
    </Banner>
  );
}
