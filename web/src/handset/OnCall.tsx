import { useState } from "react";
import { serverNow } from "../api/live";
import type { Command, May, MyCall } from "../api/model";
import { keysShown } from "../app/keymap";
import { callerOf, numberOf, order, tell, usePhone } from "../phone/phone";
import { muted, type Phone } from "../phone/state";
import { t } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Lamp } from "../ui/people";
import { Timer } from "../ui/Timer";
import { Keypad } from "./Keypad";
import { PadButton } from "./PadButton";
import { Trouble } from "./Trouble";

/** Whether the sound of the call is on its way back. */
export function restoring(call: MyCall, phone: Phone): boolean {
  const here = phone.call.is === "live" && phone.call.carrier === "here";
  return call.parted || (here && phone.tab === "holds" && phone.connection.is !== "up");
}

/** The strip above: live, on hold or being restored, and what the recording does. */
export function OnCallTop({ call, onOpen }: { call: MyCall; onOpen: () => void }) {
  const phone = usePhone();
  return (
    <>
      <Stage call={call} parted={restoring(call, phone)} />
      {call.recording === "running" && (
        <span className="badge">
          <Icon name="rec" />
          {t("phone.call.recording")}
        </span>
      )}
      {call.recording === "paused" && (
        <span className="badge">
          <Icon name="rec-pause" />
          {t("phone.call.recording_paused")}
        </span>
      )}
      <span className="grow" />
      <IconButton icon="chat" label={t("phone.call.open")} onClick={onOpen} />
    </>
  );
}

function Stage({ call, parted }: { call: MyCall; parted: boolean }) {
  if (parted) {
    return (
      <span className="badge danger">
        <Icon name="warn" />
        {t("phone.call.parted")}
      </span>
    );
  }
  const held = call.stage === "on_hold";
  return (
    <span className={held ? "badge hold" : "badge live"}>
      <Lamp state={held ? "hold" : "live"} />
      {t(held ? "phone.call.on_hold" : "phone.call.live")}
    </span>
  );
}

/** A call under way. */
export function OnCall({ call }: { call: MyCall }) {
  const phone = usePhone();
  const [keypad, setKeypad] = useState<"shown" | "hidden">("hidden");
  const name = callerOf(call.contact);
  return (
    <>
      <div className="who">
        <div className="grow">
          <h2 className="cut" title={name}>
            {name}
          </h2>
          <Line call={call} />
        </div>
        <span className="clock">
          <Timer from_ms={call.answered_ms} now={serverNow} />
        </span>
      </div>
      <Trouble call={call} phone={phone} />
      {keypad === "shown" ? (
        <Keypad phone={phone} onClose={() => setKeypad("hidden")} />
      ) : (
        <Pad call={call} phone={phone} onKeypad={() => setKeypad("shown")} />
      )}
      <End call={call} />
    </>
  );
}

function Line({ call }: { call: MyCall }) {
  const team = call.team?.name ?? call.channel.name;
  if (call.stage === "on_hold") {
    return (
      <p className="num cut">
        {t("phone.call.on_hold")} <Timer from_ms={call.since_ms} now={serverNow} /> · {team}
      </p>
    );
  }
  return <p className="num cut">{[numberOf(call.contact), team].filter((part) => part !== null).join(" · ")}</p>;
}

/** Why an action may not be pressed; `null` when it may. */
export function reasonOf(may: readonly May[], action: string): string | null {
  const found = may.find((one) => one.action === action);
  return found ? found.reason : t("phone.call.not_now");
}

/** What holds, records and mutes, by button and by key. */
export function toggles(call: MyCall, phone: Phone) {
  const held = call.stage === "on_hold";
  const paused = call.recording === "paused";
  return {
    mute: { on: muted(phone), reason: reasonOf(call.may, "mute"), run: () => tell({ is: muted(phone) ? "unmute_pressed" : "mute_pressed" }) },
    hold: { on: held, reason: reasonOf(call.may, held ? "resume" : "hold"), command: { do: held ? "resume" : "hold", call: call.id } satisfies Command },
    record: {
      on: paused,
      reason: reasonOf(call.may, paused ? "resume_recording" : "pause_recording"),
      command: { do: paused ? "resume_recording" : "pause_recording", call: call.id } satisfies Command,
    },
  } as const;
}

function Pad({ call, phone, onKeypad }: { call: MyCall; phone: Phone; onKeypad: () => void }) {
  const { mute, hold, record } = toggles(call, phone);
  const here = phone.call.is === "live" && phone.call.carrier === "here";
  return (
    <div className="pad">
      <PadButton icon={mute.on ? "mic-off" : "mic"} on={mute.on} reason={mute.reason} keys="Alt+Shift+M" label={t(mute.on ? "phone.call.unmute" : "phone.call.mute")} first onPress={mute.run}>
        {t(mute.on ? "phone.call.muted" : "phone.call.mute")}
      </PadButton>
      <PadButton icon={hold.on ? "play" : "hold"} on={hold.on} reason={hold.reason} keys="Alt+Shift+H" label={t(hold.on ? "phone.call.resume" : "phone.call.hold")} onPress={() => order(hold.command)}>
        {t(hold.on ? "phone.call.resume" : "phone.call.hold")}
      </PadButton>
      <PadButton icon="rec-pause" on={record.on} reason={record.reason} keys="Alt+Shift+R" label={t(record.on ? "phone.call.resume_recording" : "phone.call.pause_recording")} onPress={() => order(record.command)}>
        {t(record.on ? "phone.call.resume_recording_short" : "phone.call.pause_recording_short")}
      </PadButton>
      <PadButton icon="keys" on={false} reason={here ? reasonOf(call.may, "keypad") : t("phone.keypad.elsewhere")} label={t("phone.call.keypad")} onPress={onKeypad}>
        {t("phone.call.keypad")}
      </PadButton>
      <PadButton icon="transfer" on={false} reason={reasonOf(call.may, "transfer")} label={t("phone.call.transfer")} onPress={() => undefined}>
        {t("phone.call.transfer")}
      </PadButton>
    </div>
  );
}

function End({ call }: { call: MyCall }) {
  const [busy, setBusy] = useState(false);
  return (
    <div className="acts">
      <Button
        kind="danger"
        size="l"
        icon="end"
        busy={busy}
        reason={reasonOf(call.may, "end")}
        tip={keysShown("Alt+Shift+E")}
        aria-label={t("phone.call.end_label")}
        onClick={() => {
          setBusy(true);
          void order({ do: "end", call: call.id }).finally(() => setBusy(false));
        }}
      >
        {t(busy ? "phone.call.ending" : "phone.call.end")}
      </Button>
    </div>
  );
}
