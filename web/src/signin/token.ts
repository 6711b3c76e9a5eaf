/** Reads the token that a link carries behind `#`, where no server and no log sees it, and takes it
    out of the address, so that it is not shared by copying. */
let taken: string | null = null;

export function tokenOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token")?.trim() || null;
}

export function takeToken(): string | null {
  const found = tokenOf(location.hash);
  if (found !== null) {
    taken = found;
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return taken;
}
