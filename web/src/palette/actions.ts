import { useNavigate } from "@tanstack/react-router";
import { command } from "../api/client";
import { useMe } from "../api/live";
import type { Channels, MyState, Status } from "../api/model";
import { openPalette } from "../app/palette";
import { signOut } from "../app/session";
import { setTheme, type Theme, useTheme } from "../app/theme";
import { has, useViewer } from "../settings/rights";
import { t } from "../texts";
import type { IconName } from "../ui/Icon";

export interface Action {
  key: string;
  icon: IconName;
  words: string;
  /** Why it cannot be done now. */
  reason?: string | null | undefined;
  /** It is so already. */
  now?: boolean | undefined;
  run: () => unknown;
}

/** What the palette does: one's availability, the look of the page, and what one does now and then. */
export function useActions(): Action[] {
  const me = useMe();
  const viewer = useViewer();
  const theme = useTheme();
  const go = useNavigate();
  const settings = (place: string) => go({ to: "/settings/$", params: { _splat: place } });
  return [
    ...(me ? availability(me) : []),
    { key: "microphone", icon: "mic", words: t("palette.microphone"), run: () => settings("devices") },
    ...(["system", "light", "dark"] as const).map((one: Theme): Action => ({ key: `theme-${one}`, icon: "sun", words: t("palette.theme", { theme: t(`app.account.${one}`) }), now: theme === one, run: () => setTheme(one) })),
    ...(has(viewer, "manage_teammates") ? [{ key: "invite", icon: "people" as const, words: t("settings.invite.title"), run: () => settings("teammates/invite") }] : []),
    ...(has(viewer, "phone_settings") ? [{ key: "number", icon: "keys" as const, words: t("settings.number.add"), run: () => settings("numbers/new") }] : []),
    // The list closes first; the other opens in its place.
    { key: "keys", icon: "keyboard", words: t("app.account.keys"), run: () => openPalette("keys") },
    { key: "sign-out", icon: "out", words: t("app.account.sign_out"), reason: me?.call ? t("app.account.sign_out_on_call") : null, run: signOut },
  ];
}

function availability(me: MyState): Action[] {
  const { teammate } = me;
  const status = (one: Status): Action => ({
    key: `status-${one}`,
    icon: one === "active" ? "check" : "snooze",
    words: t("palette.status", { status: t(`phone.availability.${one}`) }),
    now: me.status === one,
    run: () => command({ do: "set_status", teammate, status: one }),
  });
  const channels = (one: Channels): Action => ({
    key: `channels-${one}`,
    icon: one === "phone" ? "phone" : one === "conversations" ? "chat" : "inbox",
    words: t("palette.channels", { channels: t(`phone.availability.${one}`) }),
    now: me.channels === one,
    run: () => command({ do: "set_channels", teammate, channels: one }),
  });
  return [
    ...(me.phone.state === "wrap_up" ? [{ key: "switch", icon: "check" as const, words: t("phone.wrap.switch"), run: () => command({ do: "switch_to_active" }) }] : []),
    status("active"),
    status("away"),
    channels("all"),
    channels("conversations"),
    channels("phone"),
  ];
}
