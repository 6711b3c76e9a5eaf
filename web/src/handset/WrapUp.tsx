import { useState } from "react";
import { serverNow } from "../api/live";
import type { MyState } from "../api/model";
import { channelsWords } from "../availability/words";
import { order } from "../phone/phone";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Countdown, useEverySecond } from "../ui/Timer";

/** The time after a call: how long it lasts, what comes then, and the way out of it. */
export function WrapUp({ me, until_ms }: { me: MyState; until_ms: number }) {
  const [busy, setBusy] = useState(false);
  return (
    <>
      <div className="who">
        <div className="grow">
          <p>{me.status === "active" ? t("phone.wrap.then_active", { channels: channelsWords(me.channels) }) : t("phone.wrap.then_away")}</p>
        </div>
        <span className="clock">
          <Countdown to_ms={until_ms} now={serverNow} />
        </span>
      </div>
      <WrapBar until_ms={until_ms} />
      <div className="acts">
        <Button
          size="l"
          busy={busy}
          data-first
          onClick={() => {
            setBusy(true);
            void order({ do: "switch_to_active" }).finally(() => setBusy(false));
          }}
        >
          {t("phone.wrap.switch")}
        </Button>
      </div>
    </>
  );
}

/** What is left of the wrap-up, from when this page first saw it. */
export function WrapBar({ until_ms }: { until_ms: number }) {
  useEverySecond();
  const [whole_ms] = useState(() => Math.max(1, until_ms - serverNow()));
  const left = Math.max(0, Math.min(1, (until_ms - serverNow()) / whole_ms));
  return (
    <div className="wrapbar" aria-hidden="true">
      <i style={{ width: `${left * 100}%` }} />
    </div>
  );
}
