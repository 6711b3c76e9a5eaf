/** Coming in and going out. */
import { request } from "../api/client";
import { liveStatus, stopLive } from "../api/live";
import type { Me } from "../api/model";
import { cache, meQuery } from "../api/queries";

let go: (path: string) => void = () => undefined;
/** The router puts its way here, so that pages need not know the router. */
export function leadTo(way: (path: string) => void): void {
  go = way;
}

let why: string | null = null;
/** What the server said when it ended the session; the sign-in page shows it. */
export function whyOut(): string | null {
  return why;
}

/** After sign-in, set-up or an accepted invitation: opens the desk, or the page one came from. */
export function signedIn(me: Me, from: string | null = null): void {
  why = null;
  cache.clear();
  cache.setQueryData(meQuery.queryKey, me);
  // Only a path of ours; never an address that somebody put behind the sign-in.
  go(from !== null && /^\/(?![/\\])/.test(from) ? from : "/");
}

export async function signOut(): Promise<void> {
  await request("DELETE", "/session");
  leave("/sign-in");
}

/** The session ended under the page: after signing in one is back where one was. */
export function signInAgain(): void {
  leave(`/sign-in?${new URLSearchParams({ from: location.pathname + location.search })}`);
}

/** The session is gone: nothing of it stays in the page. */
export function leave(to: string): void {
  const live = liveStatus();
  if (live.kind === "stopped") why = live.sentence;
  stopLive();
  cache.clear();
  go(to);
}
