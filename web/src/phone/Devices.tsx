import { useEffect, useState } from "react";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Labelled, Switch } from "../ui/fields";
import { Select } from "../ui/Select";
import { Icon } from "../ui/Icon";
import { choicesOf, SYSTEM, useDevices, type Kind } from "./choices";
import { Meter } from "./Meter";
import { preferences, tell, testRing, usePhone, usePreferences } from "./phone";
import type { Preferences } from "./preferences";
import { FixButton, reasonWords } from "./Reason";
import { obstacle } from "./reasons";
import "./devices.css";

/** Microphone, speaker, ring and a test call: the same in the settings and over a page. */
export function Devices() {
  return (
    <div className="devices">
      <Microphone />
      <Speaker />
      <Ring />
      <TestCall />
      <Treatment />
    </div>
  );
}

function Pick({ kind, label, chosen, onChoose }: { kind: Kind; label: string; chosen: string | null; onChoose: (device: string | null) => void }) {
  const devices = useDevices(kind);
  const choices = choicesOf(devices, chosen, (number) => t("phone.devices.unnamed", { number }), t("phone.devices.system"));
  const gone = chosen !== null && devices.length > 0 && !devices.some((device) => device.deviceId === chosen);
  return (
    <Labelled label={label} hint={gone ? t("phone.devices.gone") : undefined}>
      {({ id }) => <Select id={id} label={label} value={chosen ?? SYSTEM} choices={choices} onChoose={(value) => onChoose(value === SYSTEM ? null : value)} />}
    </Labelled>
  );
}

function Microphone() {
  const phone = usePhone();
  const { microphone } = usePreferences();
  const reason = obstacle(phone);
  const blocked = reason !== null && (reason.code.startsWith("microphone") || reason.code === "insecure");
  return (
    <section>
      <Pick kind="audioinput" label={t("phone.devices.microphone")} chosen={microphone} onChoose={(device) => preferences.choose({ microphone: device })} />
      {blocked ? (
        <div className="trouble bad" role="status">
          <Icon name="warn" />
          <span>{reasonWords(reason)}</span>
          <FixButton reason={reason} />
        </div>
      ) : (
        <Meter />
      )}
    </section>
  );
}

function Speaker() {
  const { speaker } = usePreferences();
  if (!("setSinkId" in HTMLMediaElement.prototype)) return <p className="hint">{t("phone.devices.no_choice")}</p>;
  return (
    <section>
      <Pick kind="audiooutput" label={t("phone.devices.speaker")} chosen={speaker} onChoose={(device) => preferences.choose({ speaker: device })} />
    </section>
  );
}

/** A test ring is heard for so long at most: it is easily forgotten. */
const TEST_RING_MS_MAX = 10_000;

function Ring() {
  const { ringer, ringVolume } = usePreferences();
  const [rings, setRings] = useState<"on" | "off">("off");
  useEffect(() => {
    if (rings === "off") return undefined;
    testRing("on");
    const timer = setTimeout(() => setRings("off"), TEST_RING_MS_MAX);
    return () => {
      clearTimeout(timer);
      testRing("off");
    };
  }, [rings]);
  return (
    <section>
      {"setSinkId" in AudioContext.prototype && (
        <Pick kind="audiooutput" label={t("phone.devices.ringer")} chosen={ringer} onChoose={(device) => preferences.choose({ ringer: device })} />
      )}
      <Labelled label={t("phone.devices.volume")}>
        {(ids) => (
          <span className="row">
            <input
              {...ids}
              className="range grow"
              type="range"
              min={0}
              max={100}
              step={5}
              value={Math.round(ringVolume * 100)}
              onChange={(event) => preferences.choose({ ringVolume: Number(event.target.value) / 100 })}
            />
            <Button size="s" icon="bell" aria-pressed={rings === "on"} onClick={() => setRings(rings === "on" ? "off" : "on")}>
              {t(rings === "on" ? "phone.devices.stop_ring" : "phone.devices.test_ring")}
            </Button>
          </span>
        )}
      </Labelled>
    </section>
  );
}

function TestCall() {
  const phone = usePhone();
  const on = phone.echo === "on";
  const reason = obstacle(phone);
  const busy = phone.call.is === "live" || phone.ring.is !== "quiet";
  useEffect(() => () => tell({ is: "echo_pressed", be: "off" }), []);
  return (
    <section className="row top">
      <Button
        icon={on ? "end" : "phone"}
        reason={busy ? t("phone.availability.busy") : reason && reasonWords(reason)}
        onClick={() => tell({ is: "echo_pressed", be: on ? "off" : "on" })}
      >
        {t(on ? "phone.devices.stop_call" : "phone.devices.test_call")}
      </Button>
      <p className="hint grow" role="status">
        {t(on ? "phone.devices.echo_on" : "phone.devices.echo_hint")}
      </p>
    </section>
  );
}

const TREATMENTS = ["echoCancellation", "noiseSuppression", "autoGain"] as const satisfies readonly (keyof Preferences)[];
const TREATMENT_WORDS = {
  echoCancellation: "phone.devices.echo_cancellation",
  noiseSuppression: "phone.devices.noise_suppression",
  autoGain: "phone.devices.auto_gain",
} as const;

function Treatment() {
  const chosen = usePreferences();
  return (
    <section>
      <div className="row">
        <Switch checked={chosen.instantly} label={t("phone.devices.instantly")} onChange={(instantly) => preferences.choose({ instantly })} />
        <span aria-hidden="true">{t("phone.devices.instantly")}</span>
      </div>
      <p className="hint">{t("phone.devices.instantly_hint")}</p>
      <p className="label">{t("phone.devices.sound")}</p>
      {TREATMENTS.map((one) => (
        <div key={one} className="row">
          <Switch checked={chosen[one]} label={t(TREATMENT_WORDS[one])} onChange={(on) => preferences.choose({ [one]: on })} />
          <span aria-hidden="true">{t(TREATMENT_WORDS[one])}</span>
        </div>
      ))}
    </section>
  );
}
