import type { MyCall, RingFrame } from "../api/model";
import { useShortcut } from "../app/shortcuts";
import { order, tell, usePhone } from "../phone/phone";
import { t } from "../texts";
import { toast } from "../ui/toasts";
import { reach } from "./Box";
import { reasonOf, toggles } from "./OnCall";
import { unable } from "./Ringing";

/** The keys of a call; they work anywhere, also while one types. */
export function CallKeys({ ring, call }: { ring: RingFrame | null; call: MyCall | null }) {
  const phone = usePhone();
  const group = t("phone.group");
  const rings = ring !== null && !ring.auto;
  const given = (reason: string | null, run: () => unknown) => (reason === null ? run() : toast(reason));
  const with_call = (act: (call: MyCall) => void) => () => call && act(call);

  useShortcut("F6", t("phone.keys.reach"), group, reach);
  useShortcut("Alt+Shift+A", t("phone.keys.answer"), group, () => given(unable(phone), () => tell({ is: "answer_pressed" })), rings);
  useShortcut("Alt+Shift+D", t("phone.keys.decline"), group, () => tell({ is: "decline_pressed" }), rings);
  useShortcut("Alt+Shift+E", t("phone.keys.end"), group, with_call((live) => given(reasonOf(live.may, "end"), () => order({ do: "end", call: live.id }))), call !== null);
  useShortcut(
    "Alt+Shift+M",
    t("phone.keys.mute"),
    group,
    with_call((live) => given(toggles(live, phone).mute.reason, toggles(live, phone).mute.run)),
    call !== null,
  );
  useShortcut(
    "Alt+Shift+H",
    t("phone.keys.hold"),
    group,
    with_call((live) => given(toggles(live, phone).hold.reason, () => order(toggles(live, phone).hold.command))),
    call !== null,
  );
  useShortcut(
    "Alt+Shift+R",
    t("phone.keys.record"),
    group,
    with_call((live) => given(toggles(live, phone).record.reason, () => order(toggles(live, phone).record.command))),
    call !== null,
  );
  return null;
}
