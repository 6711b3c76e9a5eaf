import { lazy, Suspense, useState, type ReactNode } from "react";
import type { MyCall } from "../api/model";
import { callerOf, tell } from "../phone/phone";
import type { Phone } from "../phone/state";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { restoring } from "./OnCall";

const DevicesDialog = lazy(() => import("../phone/DevicesDialog"));

/** What is wrong with the sound of a call, what still works, and what to do. */
export function Trouble({ call, phone }: { call: MyCall; phone: Phone }) {
  const [devices, setDevices] = useState(false);
  const name = callerOf(call.contact);
  return (
    <>
      {found(call, phone, name, () => setDevices(true))}
      {devices && (
        <Suspense>
          <DevicesDialog onClose={() => setDevices(false)} />
        </Suspense>
      )}
    </>
  );
}

function found(call: MyCall, phone: Phone, name: string, choose: () => void): ReactNode {
  if (restoring(call, phone)) return <Strip>{t("phone.trouble.parted")}</Strip>;
  if (phone.call.is === "live" && phone.call.carrier === "elsewhere") {
    return (
      <Strip quiet act={phone.tab === "waits" ? { label: t("phone.trouble.bring_here"), run: () => tell({ is: "take_over_pressed" }) } : null}>
        {t("phone.trouble.elsewhere")}
      </Strip>
    );
  }
  const { microphone } = phone;
  if (microphone.is === "ask" || microphone.is === "asking") {
    const act = microphone.is === "ask" ? { label: t("phone.fix.ask"), run: () => tell({ is: "ask_pressed" }) } : null;
    return <Strip act={act}>{t("phone.trouble.ask", { name })}</Strip>;
  }
  if (microphone.is !== "trouble") return null;
  const again = { label: t("phone.fix.again"), run: () => tell({ is: "ask_pressed" }) };
  switch (microphone.why) {
    case "refused":
      return <Strip act={again}>{t("phone.trouble.refused", { name })}</Strip>;
    case "missing":
      return <Strip act={again}>{t("phone.trouble.missing", { name })}</Strip>;
    case "busy":
      return <Strip act={again} other={{ label: t("phone.trouble.choose"), run: choose }}>{t("phone.trouble.busy", { name })}</Strip>;
    case "broken":
      return <Strip act={again} other={{ label: t("phone.trouble.choose"), run: choose }}>{t("phone.trouble.broken", { name })}</Strip>;
  }
}

interface Act {
  label: string;
  run: () => void;
}

function Strip({ quiet, act, other, children }: { quiet?: boolean; act?: Act | null; other?: Act; children: ReactNode }) {
  return (
    <div className={quiet ? "trouble" : "trouble bad"} role="status">
      <Icon name={quiet ? "info" : "warn"} />
      <span>{children}</span>
      {(act || other) && (
        <span className="row">
          {act && (
            <Button size="s" onClick={act.run}>
              {act.label}
            </Button>
          )}
          {other && (
            <Button size="s" onClick={other.run}>
              {other.label}
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
