/** Which lines of the palette fit what was typed. Pure. */

/** Every typed word begins a word of the line, in whatever order: `pho num` finds *Phone numbers*. */
export function fits(typed: string, ...lines: readonly (string | undefined)[]): boolean {
  const words = plain(lines.join(" ")).split(/[\s:/.,()]+/);
  return plain(typed)
    .split(/\s+/)
    .filter((word) => word !== "")
    .every((word) => words.some((one) => one.startsWith(word)));
}

/** Without accents and in lower case, as people type when they search. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
