/** A key with its modifiers. Pure. */

export interface Chord {
  key: string;
  alt: boolean;
  shift: boolean;
  mod: boolean;
  /** With Alt, Ctrl or Cmd: works while typing as well. */
  combined: boolean;
}

export interface Pressed {
  key: string;
  code: string;
  altKey: boolean;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

export function chordOf(keys: string): Chord {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const alt = parts.includes("Alt");
  const shift = parts.includes("Shift");
  const mod = parts.includes("Mod");
  return { key, alt, shift, mod, combined: alt || mod };
}

/** With modifiers the place of the key counts, since Alt makes other letters of it on many keyboards;
    without, the character counts. */
export function matches(chord: Chord, event: Pressed): boolean {
  if (chord.mod !== (event.ctrlKey || event.metaKey) || chord.alt !== event.altKey) return false;
  if (chord.combined) {
    const placed = /^[a-z]$/i.test(chord.key) ? event.code === `Key${chord.key.toUpperCase()}` : false;
    return chord.shift === event.shiftKey && (placed || event.key.toLowerCase() === chord.key.toLowerCase());
  }
  if (/^[a-z]$/i.test(chord.key)) return !event.shiftKey && event.key.toLowerCase() === chord.key.toLowerCase();
  return event.key === chord.key;
}
