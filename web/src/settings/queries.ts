/** Reads of the settings, and the way back. */
import { queryOptions } from "@tanstack/react-query";
import { request } from "../api/client";
import { cache } from "../api/queries";
import type { Doc, InvitationView, SessionView, Settings } from "./documents";

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => request<Settings>("GET", "/settings", { signal }),
});
export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: ({ signal }) => request<InvitationView[]>("GET", "/invitations", { signal }),
});
export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => request<SessionView[]>("GET", "/sessions", { signal }),
});

export type Kind = "teams" | "teammates" | "channels" | "roles" | "tags" | "webhooks";

/** Saves a document and shows it as saved at once, without waiting for the live stream to say so. */
export async function save<T>(path: string, version: number, document: T, place: (settings: Settings, saved: { version: number; document: T }) => Settings): Promise<number> {
  const saved = await request<{ version: number }>("PUT", path, { body: { version, document } });
  cache.setQueryData(settingsQuery.queryKey, (held) => held && place(held, { version: saved.version, document }));
  void refetchSettings();
  return saved.version;
}

/** Puts a saved document into its list. */
export function placedIn(kind: Kind, id: number) {
  return (settings: Settings, saved: { version: number; document: unknown }): Settings => ({
    ...settings,
    [kind]: (settings[kind] as Doc<unknown>[]).map((doc) => (doc.id === id ? { ...doc, ...saved } : doc)),
  });
}

const COLLECTIONS = { teams: "/settings/teams", channels: "/settings/channels", roles: "/settings/roles", webhooks: "/settings/webhooks" } as const;

export async function create(kind: keyof typeof COLLECTIONS, document: unknown): Promise<number> {
  const made = await request<{ id: number }>("POST", COLLECTIONS[kind], { body: { document } });
  await refetchSettings();
  return made.id;
}

export function refetchSettings(): Promise<void> {
  return cache.invalidateQueries({ queryKey: settingsQuery.queryKey });
}
