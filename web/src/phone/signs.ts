// How a ring shows outside the page: its title, its icon, a notification of the system.

/** The lamp on the page's icon. */
export type Lamp = "none" | "ringing" | "live";

/** The colours stand here as numbers because an icon cannot read the page's tokens. */
const LAMPS: Record<Exclude<Lamp, "none">, string> = { ringing: "#d2460c", live: "#187a42" };

/** The page's icon with a lamp on it, as an address. */
export function icon(lamp: Exclude<Lamp, "none">): string {
  const cord =
    '<circle cx="8" cy="8" r="4.3"/><circle cx="20" cy="20" r="4.3"/><path d="M8 12.3c0 8 12-4.6 12 3.4"/>';
  const light = `<circle cx="20.5" cy="7.5" r="7" fill="${LAMPS[lamp]}" stroke="#fff" stroke-width="1.5"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" fill="none" stroke="#0b6478" stroke-width="2.4">${cord}${light}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Puts a lamp on the page's icon, or takes it off. */
export function light(lamp: Lamp): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  link.dataset["usual"] ??= link.href;
  link.href = lamp === "none" ? link.dataset["usual"] : icon(lamp);
}

let shouted: string | null = null;
/** What the title reads as once it is written: browsers fold its blanks, and a name may hold any. */
let reads = "";
let usual = "";
let watch: MutationObserver | null = null;

/** Puts words over the page's title, whatever the page itself writes there meanwhile; `null` takes them off. */
export function shout(words: string | null): void {
  if (words === shouted) return;
  if (shouted === null) usual = document.title;
  shouted = words;
  if (words === null) {
    watch?.disconnect();
    watch = null;
    document.title = usual;
    return;
  }
  watch ??= watchTitle();
  write(words);
}

function write(words: string): void {
  document.title = words;
  reads = document.title;
}

function watchTitle(): MutationObserver {
  const watching = new MutationObserver(() => {
    if (shouted === null || document.title === reads) return;
    usual = document.title;
    write(shouted);
  });
  watching.observe(document.head, { childList: true, subtree: true, characterData: true });
  return watching;
}

let shown: Notification | null = null;

/** Shows a notification of the system in place of the last one; `null` takes it away. */
export function notify(what: { title: string; body: string; tag: string; pressed: () => void } | null): void {
  shown?.close();
  shown = null;
  if (what === null || !("Notification" in window)) return;
  try {
    // The page rings itself: the system need not sound as well.
    shown = new Notification(what.title, { body: what.body, tag: what.tag, requireInteraction: true, silent: true });
  } catch {
    // Some mobile browsers have the name and refuse the thing.
    return;
  }
  shown.onclick = () => {
    window.focus();
    what.pressed();
  };
}

/** What the browser says about notifications. */
export function noticesNow(): "ask" | "granted" | "refused" | "absent" {
  if (!("Notification" in window) || !window.isSecureContext) return "absent";
  if (Notification.permission === "granted") return "granted";
  return Notification.permission === "denied" ? "refused" : "ask";
}
