import { useEffect, useRef, useState } from "react";
import { takeOver, tryNow, useLive, useMe } from "../api/live";
import { usePhone } from "../phone/phone";
import { t } from "../texts";
import { announce } from "../ui/announce";
import { Button } from "../ui/Button";
import { Banner } from "../ui/states";
import { clock } from "../ui/time";
import { signInAgain } from "./session";

/** A connection that is back sooner was not missed by anybody. */
const SHOWN_AFTER_MS = 1_500;

/** Says that the connection is lost and what still works. */
export function ConnectionBanner() {
  const live = useLive();
  const me = useMe();
  const phone = usePhone();
  // The call needs its own connection, not this one; where that is gone as well, nothing is promised.
  const silent = phone.call.is === "live" && phone.call.carrier === "here" && phone.connection.is !== "up";
  const goesOn = me?.call && !silent;
  const before = useRef(live.kind);
  useEffect(() => {
    if (before.current === "reconnecting" && live.kind === "connected") announce(t("app.connection.back"));
    before.current = live.kind;
  }, [live.kind]);
  const lost = live.kind === "reconnecting";
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!lost) return undefined;
    const due = window.setTimeout(() => setLate(true), SHOWN_AFTER_MS);
    return () => {
      window.clearTimeout(due);
      setLate(false);
    };
  }, [lost]);
  if (live.kind === "reconnecting") {
    if (!late) return null;
    const time = clock(live.since_ms);
    return (
      <Banner
        tone="warn"
        action={
          <Button size="s" onClick={tryNow}>
            {t("app.connection.now")}
          </Button>
        }
      >
        {goesOn ? t("app.connection.lost_on_call", { time }) : t("app.connection.lost", { time })}{" "}
        {!goesOn && <span className="t2">{t("app.connection.still")}</span>}
      </Banner>
    );
  }
  if (live.kind === "stopped") {
    return (
      <Banner
        tone="bad"
        action={
          live.why === "replaced" ? (
            <Button size="s" onClick={takeOver}>
              {t("app.connection.here")}
            </Button>
          ) : (
            <Button size="s" onClick={signInAgain}>
              {t("app.connection.sign_in")}
            </Button>
          )
        }
      >
        {live.sentence} {t("app.connection.stopped")}
      </Banner>
    );
  }
  return null;
}
