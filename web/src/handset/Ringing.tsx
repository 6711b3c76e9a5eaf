import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { serverNow } from "../api/live";
import type { RingFrame } from "../api/model";
import { waitingQuery } from "../api/queries";
import { keysShown } from "../app/keymap";
import { callerOf, numberOf, tell, usePhone } from "../phone/phone";
import type { Phone } from "../phone/state";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Avatar, Lamp } from "../ui/people";
import { Countdown, Timer } from "../ui/Timer";

/** The strip above: what it is and how long it still rings. */
export function RingingTop({ frame }: { frame: RingFrame }) {
  return (
    <>
      <Lamp state="ringing" />
      {t("phone.ringing.title")}
      <span className="grow" />
      <span className="num left">
        {frame.how === "claimed" ? (
          t("phone.ringing.claimed")
        ) : frame.auto ? (
          t("phone.ringing.auto")
        ) : (
          <Countdown to_ms={frame.ring_until_ms} now={serverNow} />
        )}
      </span>
    </>
  );
}

/** A call that rings: who, for whom, and the three things to do about it. */
export function Ringing({ frame, onDetails }: { frame: RingFrame; onDetails: (ring: RingFrame) => void }) {
  const phone = usePhone();
  const { ring } = phone;
  const name = callerOf(frame.contact);
  const number = numberOf(frame.contact);
  const busy = ring.is === "answering" || ring.is === "declining";
  return (
    <>
      {!frame.auto && <Drain key={frame.offer} until={frame.ring_until_ms} />}
      <div className="who">
        <div className="grow">
          <h2 className="cut" title={name}>
            {name}
          </h2>
          <p className="num cut">{number === null ? t("phone.ringing.to_line", { channel: frame.channel.name }) : t("phone.ringing.to", { number, channel: frame.channel.name })}</p>
          <p className="num cut">
            {t("phone.ringing.for_team", { team: frame.team.name })}
            <Waits call={frame.call} />
          </p>
          {frame.auto && <p>{t("phone.ringing.connects")}</p>}
        </div>
        <Avatar kind="contact" size="l" id={frame.contact.id} name={name} />
      </div>
      {phone.sound === "blocked" && phone.tab === "holds" && (
        <p className="trouble">
          <Icon name="speaker" />
          {t("phone.ringing.silent")}
        </p>
      )}
      {!frame.auto && (
        <div className="acts two">
          <Button size="l" icon="end" busy={busy} tip={keysShown("Alt+Shift+D")} onClick={() => tell({ is: "decline_pressed" })}>
            {ring.is === "declining" ? t("phone.ringing.declining") : t("phone.ringing.decline")}
          </Button>
          <Button kind="answer" size="l" icon="phone" busy={busy} reason={unable(phone)} tip={keysShown("Alt+Shift+A")} data-first onClick={() => tell({ is: "answer_pressed" })}>
            {ring.is === "answering" ? t("phone.ringing.answering") : t("phone.ringing.answer")}
          </Button>
        </div>
      )}
      <div className="acts more">
        <Button kind="plain" size="s" onClick={() => onDetails(frame)} {...(frame.auto ? { "data-first": true } : {})}>
          {t("phone.ringing.details")}
        </Button>
      </div>
    </>
  );
}

/** Why Answer would connect nobody: this browser has no audio. */
export function unable(phone: Phone): string | null {
  // Another tab of the browser may have it; the server finds it.
  if (phone.tab !== "holds" || phone.connection.is === "up") return null;
  return phone.connection.is === "closed" ? t("phone.ringing.no_phone") : t("phone.ringing.connecting");
}

function Drain({ until }: { until: number }) {
  const [left_ms] = useState(() => Math.max(0, until - serverNow()));
  return (
    <div className="drain" aria-hidden="true">
      <i style={{ animationDuration: `${left_ms}ms` }} />
    </div>
  );
}

function Waits({ call }: { call: number }) {
  const since = useQuery(waitingQuery).data?.find((waiting) => waiting.call === call)?.since_ms;
  if (since === undefined) return null;
  return (
    <span className="waits">
      <Icon name="clock" />
      <Timer from_ms={since} now={serverNow} />
    </span>
  );
}
