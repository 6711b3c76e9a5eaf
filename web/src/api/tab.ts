/** Who this page is to the server: a tab of a browser. */

/** Made in memory at page load, so that a duplicated tab is another tab. Below 2^53. */
export const TAB: number = (() => {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return (high & 0x1f_ffff) * 0x1_0000_0000 + low;
})();

const BROWSER_KEY = "cordboard.browser";

/** The same for all tabs of this browser profile. */
export function browserId(): string {
  try {
    const held = localStorage.getItem(BROWSER_KEY);
    if (held) return held;
    const made = uuid();
    localStorage.setItem(BROWSER_KEY, made);
    return made;
  } catch {
    // Storage can be forbidden; then every page is a browser of its own.
    return uuid();
  }
}

/** `crypto.randomUUID` exists in secure contexts only; a desk in the home network has none. */
function uuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = ((b[6] ?? 0) & 0x0f) | 0x40;
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(b, (v) => v.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
