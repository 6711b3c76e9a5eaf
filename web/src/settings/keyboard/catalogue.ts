/** Every key of the product by its usual keys, also those of pages that are not open now. */

export interface Known {
  keys: string;
  /** What it does: a key of the texts. */
  words: string;
}
export interface Group {
  name: "everywhere" | "call" | "list" | "conversation" | "settings";
  keys: readonly Known[];
}

export const CATALOGUE: readonly Group[] = [
  {
    name: "call",
    keys: [
      { keys: "Alt+Shift+A", words: "phone.keys.answer" },
      { keys: "Alt+Shift+D", words: "phone.keys.decline" },
      { keys: "Alt+Shift+E", words: "phone.keys.end" },
      { keys: "Alt+Shift+M", words: "phone.keys.mute" },
      { keys: "Alt+Shift+H", words: "phone.keys.hold" },
      { keys: "Alt+Shift+R", words: "phone.keys.record" },
      { keys: "F6", words: "phone.keys.reach" },
    ],
  },
  {
    name: "everywhere",
    keys: [
      { keys: "Mod+K", words: "app.rail.search" },
      { keys: "/", words: "inbox.list.search" },
      { keys: "?", words: "app.account.keys" },
    ],
  },
  {
    name: "list",
    keys: [
      { keys: "j", words: "inbox.list.next" },
      { keys: "k", words: "inbox.list.previous" },
    ],
  },
  {
    name: "conversation",
    keys: [
      { keys: "n", words: "inbox.note.key" },
      { keys: "a", words: "inbox.assign.key" },
      { keys: "t", words: "tags.key" },
      { keys: "d", words: "tasks.key.new" },
      { keys: "e", words: "settings.keys.close" },
    ],
  },
  { name: "settings", keys: [{ keys: "Mod+S", words: "settings.save.key" }] },
];

export const ALL: readonly Known[] = CATALOGUE.flatMap((group) => group.keys);

/** The other shortcut that has these keys now. */
export function takenBy(keys: string, usual: string, now: (usual: string) => string | null): Known | null {
  return ALL.find((known) => known.keys !== usual && now(known.keys)?.toLowerCase() === keys.toLowerCase()) ?? null;
}
