// The devices of this machine, as a person chooses among them.

import { useEffect, useState } from "react";
import { listed } from "./microphone";
import { usePhone } from "./phone";
import { usable } from "./state";

export type Kind = "audioinput" | "audiooutput";

/** The value of *System default* in a list; devices have ids of their own. */
export const SYSTEM = "system";

/** Names that browsers give to the system's own choice; we say *System default* for it. */
const ALIASES = new Set(["", "default", "communications"]);

/** The devices of a kind, kept up to date. */
export function useDevices(kind: Kind): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  // Their names are told only once the microphone is allowed, or open.
  const { microphone } = usePhone();
  const named = usable(microphone) ? microphone.is : "no";
  useEffect(() => {
    let gone = false;
    const look = () => void listed().then((all) => !gone && setDevices(all.filter((device) => device.kind === kind)));
    look();
    navigator.mediaDevices?.addEventListener("devicechange", look);
    return () => {
      gone = true;
      navigator.mediaDevices?.removeEventListener("devicechange", look);
    };
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- looked at anew when names may have appeared
  }, [kind, named]);
  return devices;
}

/** What stands in the list: the system's choice first, then every device by its name. */
export function choicesOf(
  devices: readonly Pick<MediaDeviceInfo, "deviceId" | "label">[],
  chosen: string | null,
  unnamed: (number: number) => string,
  system: string,
): { value: string; words: string }[] {
  const own = devices.filter((device) => !ALIASES.has(device.deviceId));
  const choices = own.map((device, at) => ({ value: device.deviceId, words: device.label || unnamed(at + 1) }));
  // A device that is not connected just now stays chosen.
  if (chosen !== null && !own.some((device) => device.deviceId === chosen)) choices.push({ value: chosen, words: unnamed(own.length + 1) });
  return [{ value: SYSTEM, words: system }, ...choices];
}
