import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useMe } from "../api/live";
import type { RingFrame } from "../api/model";
import { meQuery } from "../api/queries";
import { keysShown } from "../app/keymap";
import { t } from "../texts";
import { announce } from "../ui/announce";
import { useOpening } from "./opening";
import { callerOf, startPhone, useRing } from "./phone";
import { light, shout } from "./signs";

/** The phone of the tab: it runs as long as the frame stands, whatever page is shown. */
export function PhoneRoom() {
  const audio = useRef<HTMLAudioElement>(null);
  const open = useOpening();
  const details = useRef(open);
  const takesCalls = useQuery(meQuery).data?.permissions.includes("takes_calls") ?? false;
  useEffect(() => {
    details.current = open;
  });
  useEffect(() => {
    if (!audio.current) return undefined;
    return startPhone(audio.current, takesCalls, (ring) => details.current(ring.conversation));
  }, [takesCalls]);
  useSigns();
  // oxlint-disable-next-line jsx-a11y/media-has-caption -- a conversation has no captions to give
  return <audio ref={audio} data-remote autoPlay hidden />;
}

/** Title, icon and live regions: how the phone is noticed by those who do not look at it. */
function useSigns(): void {
  const ring = useRing();
  const call = useMe()?.call ?? null;
  const title = ring === null ? null : t("phone.ringing.page_title", { name: callerOf(ring.contact) });
  const lamp = ring !== null ? "ringing" : call !== null ? "live" : "none";
  useEffect(() => shout(title), [title]);
  useEffect(() => light(lamp), [lamp]);
  useEffect(
    () => () => {
      shout(null);
      light("none");
    },
    [],
  );
  useSaying(ring, call === null ? null : { name: callerOf(call.contact), stage: call.stage });
}

type Stage = "talking" | "on_hold" | null;

/** Says each ring once, whatever else changes in its frame, and what becomes of the call. */
function useSaying(ring: RingFrame | null, call: { name: string; stage: Stage } | null): void {
  const said = useRef<{ offer: number | null; stage: Stage }>({ offer: null, stage: null });
  useEffect(() => {
    const before = said.current;
    said.current = { offer: ring?.offer ?? null, stage: call?.stage ?? null };
    if (ring !== null && ring.offer !== before.offer) {
      announce(ringWords(ring), "assertive");
    }
    const words = stageWords(before.stage, call);
    if (words !== null) announce(words);
  });
}

function ringWords(ring: RingFrame): string {
  const words = { name: callerOf(ring.contact), team: ring.team.name };
  if (ring.auto) return t("phone.ringing.announced_auto", words);
  const [answer, decline] = [keysShown("Alt+Shift+A"), keysShown("Alt+Shift+D")];
  return answer && decline ? t("phone.ringing.announced_keys", { ...words, answer, decline }) : t("phone.ringing.announced", words);
}

function stageWords(before: Stage, call: { name: string; stage: Stage } | null): string | null {
  if (before === (call?.stage ?? null)) return null;
  if (call === null) return t("phone.call.announced_end");
  if (before === null) return t("phone.call.announced", { name: call.name });
  return t(call.stage === "on_hold" ? "phone.call.announced_hold" : "phone.call.announced_resumed", { name: call.name });
}
