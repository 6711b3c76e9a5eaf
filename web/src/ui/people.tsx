/** Avatars and lamps: state by shape, then by colour. */

/** Teammates are round, contacts square. The tint follows the id, so that a person keeps it. The
    letters are drawn by the style: they are a picture, not words of the button they stand in. */
export function Avatar({ name, id, kind = "teammate", size, presence }: {
  name: string;
  id: number;
  kind?: "teammate" | "contact" | "team";
  size?: "s" | "l" | undefined;
  presence?: Presence | undefined;
}) {
  const tint = ["", "b", "c", "d", "e"][id % 5];
  const words = ["av", kind === "teammate" ? "" : "contact", size, tint].filter(Boolean).join(" ");
  return (
    <span className={words} aria-hidden="true" data-letters={kind === "team" ? first(name) : initials(name)}>
      {presence && <span className={presence === "active" ? "pres" : `pres ${presence}`} />}
    </span>
  );
}

export type Presence = "active" | "away" | "call" | "wrap" | "noclient";

/** Two letters of a name; a name without letters, such as a number, is shown as #. */
export function initials(name: string): string {
  const words = name.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? [];
  const lettered = words.filter((word) => /^\p{L}/u.test(word));
  if (lettered.length === 0) return "#";
  const ends = lettered.length === 1 ? [lettered[0]] : [lettered[0], lettered.at(-1)];
  return ends.map((word) => first(word ?? "")).join("");
}

function first(word: string): string {
  return (Array.from(word.trim())[0] ?? "#").toLocaleUpperCase();
}

export type LampState = "ringing" | "live" | "hold" | "waiting" | "ended";
export function Lamp({ state }: { state: LampState }) {
  return <span className={`lamp ${state}`} aria-hidden="true" />;
}
