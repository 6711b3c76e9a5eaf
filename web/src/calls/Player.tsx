import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import WaveSurfer from "wavesurfer.js";
import type { CallCard, Peaks, RecordingView } from "../api/model";
import { peaksQuery } from "../api/queries";
import { useTheme } from "../app/theme";
import { mayOf } from "../inbox/may";
import { t } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Menu, MenuItem } from "../ui/Menu";
import { duration } from "../ui/time";
import { DeleteRecording } from "./DeleteRecording";
import { nextSpeed, peaksFor, speedKept, keepSpeed } from "./speed";

/** One recording is heard at a time. */
let playing: HTMLAudioElement | null = null;

/** Plays a recording: waveform with the caller above and the desk below, speed, download. */
export default function Player({ card, recording }: { card: CallCard; recording: RecordingView }) {
  const [deleting, setDeleting] = useState(false);
  const audio = useRef<HTMLAudioElement>(null);
  const peaks = useQuery(peaksQuery(recording.id, peaksFor(recording.length_ms)));
  const length_ms = peaks.data?.length_ms ?? recording.length_ms ?? 0;
  const player = useAudio(audio);
  const source = `/api/v1/recordings/${recording.id}/audio`;
  const at = t("calls.player.position_now", { at: duration(player.at_ms), length: duration(length_ms) });
  return (
    <div className="player" role="group" aria-label={t("calls.player.label")}>
      {/* Nothing is fetched before somebody wants to hear it. */}
      <audio ref={audio} src={source} preload="none">
        <track kind="captions" />
      </audio>
      <button type="button" className="go" aria-label={player.is === "playing" ? t("calls.player.pause") : t("calls.player.play")} onClick={player.toggle}>
        <Icon name={player.is === "playing" ? "pause" : "play"} />
      </button>
      <div className="wave-place">
        <Waveform audio={audio} peaks={peaks.data ?? null} source={source} label={t("calls.player.caller")} />
        <input
          type="range"
          className="wave-range"
          min={0}
          max={Math.max(1, length_ms)}
          step={1_000}
          value={Math.min(player.at_ms, length_ms)}
          aria-label={t("calls.player.position")}
          aria-valuetext={at}
          onChange={(event) => player.seek(Number(event.target.value))}
        />
      </div>
      <div className="row player-end">
        <span className="num">{`${duration(player.at_ms)} / ${duration(length_ms)}`}</span>
        <Button kind="plain" size="s" tip={t("calls.player.speed")} aria-label={`${t("calls.player.speed")}: ${player.speed}×`} onClick={player.faster}>
          {`${player.speed}×`}
        </Button>
        <Menu label={t("desk.recording.menu")} align="end" trigger={<IconButton icon="more" label={t("desk.recording.menu")} />}>
          <MenuItem icon="download" onSelect={() => download(`${source}?download=1`)}>
            {t("desk.recording.download")}
          </MenuItem>
          <MenuItem icon="trash" danger reason={mayOf(recording.may, "delete_recording")} onSelect={() => setDeleting(true)}>
            {t("desk.recording.delete")}
          </MenuItem>
        </Menu>
      </div>
      {deleting && <DeleteRecording card={card} recording={recording} length_ms={length_ms} onClose={() => setDeleting(false)} />}
      {player.is === "failed" && (
        <p className="hint bad player-said" role="status">
          <Icon name="warn" />
          {t("calls.player.failed")}
        </p>
      )}
      {peaks.isError && player.is !== "failed" && <p className="hint player-said">{t("calls.player.no_peaks")}</p>}
    </div>
  );
}

/** The browser saves what the server calls an attachment. */
function download(from: string): void {
  const link = document.createElement("a");
  link.href = from;
  link.download = "";
  link.click();
}

type Playing = "paused" | "playing" | "failed";

/** The audio element's state, and what moves it. */
function useAudio(audio: RefObject<HTMLAudioElement | null>) {
  const [is, setIs] = useState<Playing>("paused");
  const [at_ms, setAt] = useState(0);
  const [speed, setSpeed] = useState(speedKept);
  useEffect(() => {
    const one = audio.current;
    if (one === null) return undefined;
    const seen = () => setAt(one.currentTime * 1_000);
    const moved = () => {
      setIs(one.paused ? "paused" : "playing");
      if (!one.paused) {
        if (playing !== one) playing?.pause();
        playing = one;
      }
    };
    const failed = () => setIs("failed");
    const events: [string, () => void][] = [["timeupdate", seen], ["seeking", seen], ["play", moved], ["pause", moved], ["ended", moved], ["error", failed]];
    for (const [name, then] of events) one.addEventListener(name, then);
    return () => {
      for (const [name, then] of events) one.removeEventListener(name, then);
      one.pause();
    };
  }, [audio]);
  useEffect(() => {
    const one = audio.current;
    if (one === null) return;
    one.defaultPlaybackRate = speed;
    one.playbackRate = speed;
  }, [audio, speed]);
  return {
    is,
    at_ms,
    speed,
    toggle: () => {
      const one = audio.current;
      if (one === null) return;
      if (!one.paused) one.pause();
      else void one.play().catch(() => setIs("failed"));
    },
    seek: (to_ms: number) => {
      if (audio.current) audio.current.currentTime = to_ms / 1_000;
      setAt(to_ms);
    },
    faster: () => {
      const next = nextSpeed(speed);
      keepSpeed(next);
      setSpeed(next);
    },
  };
}

/** The waveform; moving in it is the range's work, which lies above it. */
function Waveform({ audio, peaks, source, label }: { audio: RefObject<HTMLAudioElement | null>; peaks: Peaks | null; source: string; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  useEffect(() => {
    const container = place.current;
    const media = audio.current;
    if (container === null || media === null || peaks === null) return undefined;
    const colour = (name: string) => getComputedStyle(container).getPropertyValue(name).trim();
    const bars = { barWidth: 2.4, barGap: 1.6, barRadius: 1.2, barMinHeight: 1, height: 16, waveColor: colour("--line-strong"), cursorWidth: 0, normalize: false };
    const wave = WaveSurfer.create({
      ...bars,
      container,
      media,
      url: source,
      peaks: [peaks.left, peaks.right],
      duration: peaks.length_ms / 1_000,
      interact: false,
      hideScrollbar: true,
      splitChannels: [
        { ...bars, barAlign: "bottom", progressColor: colour("--text-2") },
        { ...bars, barAlign: "top", progressColor: colour("--accent") },
      ],
    });
    return () => wave.destroy();
  }, [audio, peaks, source, theme]);
  return <div ref={place} className="wave" role="img" aria-label={label} />;
}
