import { useEffect, useRef } from "react";
import { t } from "../texts";
import { loudness, tell } from "./phone";

/** Renewed so often a second: quick enough to follow a word. */
const EVERY_MS = 60;

/** A bar that moves while one speaks. The microphone is open as long as it is shown. */
export function Meter() {
  const bar = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    tell({ is: "meter", be: "on" });
    // Written past React: a new render for every twitch of a bar helps nobody.
    const beat = setInterval(() => {
      const now = loudness();
      if (bar.current) bar.current.style.transform = `scaleX(${now.toFixed(3)})`;
      box.current?.setAttribute("aria-valuenow", String(Math.round(now * 100)));
    }, EVERY_MS);
    return () => {
      clearInterval(beat);
      tell({ is: "meter", be: "off" });
    };
  }, []);
  return (
    <div className="levels">
      <div ref={box} className="level" role="meter" aria-label={t("phone.devices.level_label")} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0}>
        <i ref={bar} />
      </div>
      <p className="hint">{t("phone.devices.speak")}</p>
    </div>
  );
}
