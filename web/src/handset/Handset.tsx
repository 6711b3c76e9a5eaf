import { useEffect, useRef } from "react";
import { serverNow, useMe } from "../api/live";
import { callerOf, useRing } from "../phone/phone";
import { useOpening } from "../phone/opening";
import { t } from "../texts";
import { Box } from "./Box";
import { CallKeys } from "./CallKeys";
import { OnCall, OnCallTop } from "./OnCall";
import { Ringing, RingingTop } from "./Ringing";
import { WrapUp } from "./WrapUp";
import "./handset.css";

/** What rings, talks or wraps up, wherever one is in the product. */
export default function Handset() {
  const open = useOpening();
  useOpenedByAnswer(open);
  const ring = useRing();
  const me = useMe();
  if (ring) {
    const label = t("phone.ringing.label", { name: callerOf(ring.contact), team: ring.team.name });
    return (
      <>
        <CallKeys ring={ring} call={null} />
        <Box kind="ringing" label={label} top={<RingingTop frame={ring} />}>
          <Ringing frame={ring} onDetails={() => open(ring.conversation)} />
        </Box>
      </>
    );
  }
  if (me?.call) {
    const { call } = me;
    return (
      <>
        <CallKeys ring={null} call={call} />
        <Box kind="call" label={t("phone.call.label", { name: callerOf(call.contact) })} top={<OnCallTop call={call} onOpen={() => open(call.conversation)} />}>
          <OnCall call={call} />
        </Box>
      </>
    );
  }
  if (me?.wrap_up_until_ms && me.wrap_up_until_ms > serverNow()) {
    return (
      <>
        <CallKeys ring={null} call={null} />
        <Box kind="wrap" label={t("phone.wrap.label")} top={<b className="strong">{t("phone.wrap.title")}</b>}>
          <WrapUp key={me.wrap_up_until_ms} me={me} until_ms={me.wrap_up_until_ms} />
        </Box>
      </>
    );
  }
  return null;
}

/** Whoever answers sees the conversation at once, unless in the middle of writing somewhere else. */
function useOpenedByAnswer(open: (conversation: number) => void): void {
  const me = useMe();
  const before = useRef<number | null | undefined>(undefined);
  useEffect(() => {
    if (me === null) return;
    const was = before.current;
    before.current = me.call?.id ?? null;
    // The first look at a page that was loaded in mid-call answers nothing.
    if (was === undefined || me.call === null || me.call.id === was) return;
    if (document.hasFocus() && !writing()) open(me.call.conversation);
  });
}

function writing(): boolean {
  return document.activeElement?.closest("input, textarea, select, [contenteditable=true], [role=dialog]") != null;
}
