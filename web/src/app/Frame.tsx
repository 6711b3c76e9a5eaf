import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { startLive } from "../api/live";
import { PhoneBanner } from "../availability/PhoneBanner";
import Handset from "../handset/Handset";
import { PhoneRoom } from "../phone/PhoneRoom";
import { t, withTexts } from "../texts";
import { LiveRegions } from "../ui/LiveRegions";
import { Tips } from "../ui/Tip";
import { Toasts } from "../ui/Toasts";
import { ConnectionBanner } from "./ConnectionBanner";
import { Mishap } from "./Mishap";
import { openPalette, usePaletteMode } from "./palette";
import { Rail } from "./Rail";
import { useShortcut } from "./shortcuts";

const fetchPalette = withTexts(() => import("../palette/Palette"));
const Palette = lazy(fetchPalette);
/** After the first load has settled: what is typed right behind its key must not be lost to a fetch. */
const PALETTE_AFTER_MS = 2_000;

/** What stays while one moves about: rail, handset, banner, notices, live regions. */
export function Frame() {
  const mode = usePaletteMode();
  useShortcut("Mod+K", t("app.rail.search"), t("app.keys.everywhere"), () => openPalette("commands"), true, "frame");
  useShortcut("/", t("app.rail.search"), t("app.keys.everywhere"), () => openPalette("commands"), true, "frame");
  useShortcut("?", t("app.account.keys"), t("app.keys.everywhere"), () => openPalette("keys"), true, "frame");
  useEffect(startLive, []);
  useEffect(() => {
    const due = window.setTimeout(() => void fetchPalette(), PALETTE_AFTER_MS);
    return () => window.clearTimeout(due);
  }, []);
  return (
    <Tips>
      <div className="app">
        <a className="skip" href="#page">
          {t("app.rail.skip")}
        </a>
        <Mishap>
          <PhoneRoom />
          <Handset />
        </Mishap>
        <Rail />
        <div className="page" id="page" tabIndex={-1}>
          <ConnectionBanner />
          <Mishap>
            <PhoneBanner />
          </Mishap>
          <Mishap>
            <Outlet />
          </Mishap>
        </div>
        <Toasts label={t("app.notices")} dismissLabel={t("app.dismiss")} />
        <LiveRegions />
        {mode !== "closed" && (
          <Suspense>
            <Palette mode={mode} onClose={() => openPalette("closed")} />
          </Suspense>
        )}
      </div>
    </Tips>
  );
}
