// What the browser tells about microphones without opening one.

import type { Permission } from "./machine";

/** The right to use a microphone, and how many there are. */
export async function microphoneNow(): Promise<{ permission: Permission; inputs: number }> {
  if (!navigator.mediaDevices) return { permission: "refused", inputs: 0 };
  const [permission, devices] = await Promise.all([permitted(), listed()]);
  return { permission, inputs: devices.filter((device) => device.kind === "audioinput").length };
}

/** The devices; their names are empty until the microphone was allowed once. */
export async function listed(): Promise<MediaDeviceInfo[]> {
  try {
    return await navigator.mediaDevices.enumerateDevices();
  } catch {
    return [];
  }
}

/** Calls `then` when devices come and go or the right to use them changes. */
export function watchMicrophone(then: () => void): () => void {
  navigator.mediaDevices?.addEventListener("devicechange", then);
  let status: PermissionStatus | null = null;
  void asked().then((found) => {
    status = found;
    status?.addEventListener("change", then);
  });
  return () => {
    navigator.mediaDevices?.removeEventListener("devicechange", then);
    status?.removeEventListener("change", then);
  };
}

async function permitted(): Promise<Permission> {
  const status = await asked();
  if (!status) return "unknown";
  if (status.state === "granted") return "granted";
  return status.state === "denied" ? "refused" : "ask";
}

async function asked(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: "microphone" as PermissionName });
  } catch {
    // Not every browser answers this question; then the person is asked by a button.
    return null;
  }
}
