/** The icons: a 16 px grid, 1.4 px lines, round ends, no fills except dots. */

/** What an icon is drawn of: a path, a filled path, a ring (x, y, radius), a dot (x, y, radius),
    a rectangle (x, y, width, height, corner). */
export type Stroke =
  | { path: string; filled?: true }
  | { ring: [number, number, number] }
  | { dot: [number, number, number] }
  | { rect: [number, number, number, number, number] };

export interface Drawing {
  strokes: Stroke[];
  turned?: true;
}

const HANDSET: Stroke = { path: "M5.3 2.4 6.7 5.3 5.4 6.6c.8 1.7 2.3 3.2 4 4l1.3-1.3 2.9 1.4v2.1c0 .6-.5 1.1-1.1 1.1C7 13.6 2.4 9 2.1 3.5c0-.6.5-1.1 1.1-1.1z" };

export const DRAWINGS = {
  phone: { strokes: [HANDSET] },
  "phone-in": { strokes: [HANDSET, { path: "M13.6 2.4 9.8 6.2" }, { path: "M9.8 3v3.2H13" }] },
  "phone-out": { strokes: [HANDSET, { path: "M9.8 6.2l3.8-3.8" }, { path: "M10.4 2.4h3.2v3.2" }] },
  end: { strokes: [HANDSET], turned: true },
  inbox: { strokes: [{ path: "M2.2 9.2 4 3.2h8l1.8 6v3.6H2.2z" }, { path: "M2.2 9.2h3.4c0 1.3 1 2.3 2.4 2.3s2.4-1 2.4-2.3h3.4" }] },
  board: { strokes: [{ path: "M2.5 13.5v-4" }, { path: "M6.2 13.5v-8" }, { path: "M9.8 13.5v-6" }, { path: "M13.5 13.5v-11" }] },
  flow: { strokes: [{ ring: [3.6, 8, 1.7] }, { ring: [12.4, 3.6, 1.7] }, { ring: [12.4, 12.4, 1.7] }, { path: "M5.3 8c3.2 0 2-4.4 5.4-4.4" }, { path: "M5.3 8c3.2 0 2 4.4 5.4 4.4" }] },
  bell: { strokes: [{ path: "M3.6 11.2c.9-.9 1-2 1-3.9a3.4 3.4 0 0 1 6.8 0c0 1.9.1 3 1 3.9z" }, { path: "M6.7 13.5h2.6" }] },
  people: { strokes: [{ ring: [6, 5.4, 2.3] }, { path: "M1.8 13c.2-2.4 1.9-3.8 4.2-3.8s4 1.4 4.2 3.8" }, { path: "M10.6 3.3a2.3 2.3 0 0 1 0 4.2" }, { path: "M12 9.7c1.4.5 2.1 1.7 2.2 3.3" }] },
  person: { strokes: [{ ring: [8, 5.2, 2.5] }, { path: "M3.2 13.5c.3-2.6 2.2-4.1 4.8-4.1s4.5 1.5 4.8 4.1" }] },
  gear: { strokes: [{ ring: [8, 8, 2] }, { path: "M8 1.9v1.9M8 12.2v1.9M1.9 8h1.9M12.2 8h1.9M3.7 3.7 5 5M11 11l1.3 1.3M12.3 3.7 11 5M5 11l-1.3 1.3" }] },
  search: { strokes: [{ ring: [7, 7, 4.3] }, { path: "M10.2 10.2 13.7 13.7" }] },
  x: { strokes: [{ path: "M4 4l8 8M12 4l-8 8" }] },
  plus: { strokes: [{ path: "M8 3v10M3 8h10" }] },
  check: { strokes: [{ path: "M3 8.5 6.4 12 13 4.5" }] },
  down: { strokes: [{ path: "M4.5 6.5 8 10l3.5-3.5" }] },
  right: { strokes: [{ path: "M6.5 4.5 10 8l-3.5 3.5" }] },
  left: { strokes: [{ path: "M9.5 4.5 6 8l3.5 3.5" }] },
  arrow: { strokes: [{ path: "M3 8h10M9.5 4.5 13 8l-3.5 3.5" }] },
  more: { strokes: [{ dot: [3.5, 8, 1.1] }, { dot: [8, 8, 1.1] }, { dot: [12.5, 8, 1.1] }] },
  grip: { strokes: [{ dot: [5.5, 4, 0.9] }, { dot: [5.5, 8, 0.9] }, { dot: [5.5, 12, 0.9] }, { dot: [10.5, 4, 0.9] }, { dot: [10.5, 8, 0.9] }, { dot: [10.5, 12, 0.9] }] },
  mic: { strokes: [{ rect: [6, 2, 4, 7.5, 2] }, { path: "M3.5 7.8a4.5 4.5 0 0 0 9 0" }, { path: "M8 12.3V14" }] },
  hold: { strokes: [{ path: "M5.5 3.5v9M10.5 3.5v9" }] },
  pause: { strokes: [{ path: "M6 4.5v7M10 4.5v7" }] },
  play: { strokes: [{ path: "M5 3.2v9.6L12.8 8z", filled: true }] },
  rec: { strokes: [{ ring: [8, 8, 5.6] }, { dot: [8, 8, 2.3] }] },
  "rec-pause": { strokes: [{ ring: [8, 8, 5.6] }, { path: "M6.6 6v4M9.4 6v4" }] },
  keys: { strokes: [{ dot: [4, 3.5, 1.1] }, { dot: [4, 7.5, 1.1] }, { dot: [4, 11.5, 1.1] }, { dot: [8, 3.5, 1.1] }, { dot: [8, 7.5, 1.1] }, { dot: [8, 11.5, 1.1] }, { dot: [12, 3.5, 1.1] }, { dot: [12, 7.5, 1.1] }, { dot: [12, 11.5, 1.1] }] },
  transfer: { strokes: [{ path: "M2.5 5.5h9.5M9 2.5l3 3-3 3" }, { path: "M13.5 10.5H4M7 7.5l-3 3 3 3" }] },
  note: { strokes: [{ path: "M3 2.8h10v6.7l-3.7 3.7H3z" }, { path: "M13 9.5H9.3v3.7" }, { path: "M5.5 5.8h5" }] },
  chat: { strokes: [{ path: "M2.5 3h11v8H8l-3 2.6V11H2.5z" }] },
  mail: { strokes: [{ rect: [2, 3.5, 12, 9, 1.3] }, { path: "M2.4 4.5 8 8.7l5.6-4.2" }] },
  tag: { strokes: [{ path: "M2.5 2.5h5l6 6-5 5-6-6z" }, { dot: [5.3, 5.3, 0.9] }] },
  rules: { strokes: [{ path: "M2.5 4h3M2.5 8h3M2.5 12h3M8 4h5.5M8 8h5.5M8 12h5.5" }] },
  clock: { strokes: [{ ring: [8, 8, 5.7] }, { path: "M8 4.7V8l2.3 1.5" }] },
  snooze: { strokes: [{ path: "M13 9.6A5.6 5.6 0 1 1 6.4 3a4.5 4.5 0 0 0 6.6 6.6z" }] },
  warn: { strokes: [{ path: "M8 2.3 14.3 13.3H1.7z" }, { path: "M8 6.5v3.2" }, { dot: [8, 11.5, 0.8] }] },
  info: { strokes: [{ ring: [8, 8, 5.7] }, { path: "M8 7.4v3.6" }, { dot: [8, 5.2, 0.8] }] },
  columns: { strokes: [{ rect: [2, 3, 12, 10, 1.3] }, { path: "M6.2 3v10M10 3v10" }] },
  list: { strokes: [{ path: "M5.5 4h8M5.5 8h8M5.5 12h8" }, { dot: [2.8, 4, 0.9] }, { dot: [2.8, 8, 0.9] }, { dot: [2.8, 12, 0.9] }] },
  download: { strokes: [{ path: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7" }, { path: "M2.8 13.3h10.4" }] },
  trash: { strokes: [{ path: "M2.8 4.3h10.4M6 4.3V2.7h4v1.6M4.2 4.3l.6 9h6.4l.6-9" }] },
  ticket: { strokes: [{ path: "M2 4.5h12v2.2a1.3 1.3 0 0 0 0 2.6v2.2H2V9.3a1.3 1.3 0 0 0 0-2.6z" }, { path: "M9.5 4.8v6.4" }] },
  task: { strokes: [{ rect: [2.5, 2.5, 11, 11, 2] }, { path: "M5.3 8.2 7.2 10l3.5-4" }] },
  voicemail: { strokes: [{ ring: [4.5, 8, 2.5] }, { ring: [11.5, 8, 2.5] }, { path: "M4.5 10.5h7" }] },
  callback: { strokes: [HANDSET, { path: "M14 6.3a3.7 3.7 0 0 0-4.3-3.6" }, { path: "M11.3 1.2 9.5 2.8l1.7 1.7" }] },
  bolt: { strokes: [{ path: "M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z" }] },
  send: { strokes: [{ path: "M2.5 8 13.5 2.8 10.5 13.3 8 9z" }, { path: "M8 9l5.5-6.2" }] },
  globe: { strokes: [{ ring: [8, 8, 5.7] }, { path: "M2.3 8h11.4" }, { path: "M8 2.3c4 3.6 4 7.8 0 11.4-4-3.6-4-7.8 0-11.4" }] },
  team: { strokes: [{ rect: [2.5, 5, 11, 8.2, 1.3] }, { path: "M5.5 5V3h5v2" }] },
  eye: { strokes: [{ path: "M1.8 8C4.5 3.5 11.5 3.5 14.2 8c-2.7 4.5-9.7 4.5-12.4 0z" }, { ring: [8, 8, 1.9] }] },
  canvas: { strokes: [{ rect: [2.5, 2.5, 5, 3.6, 1] }, { rect: [8.5, 9.9, 5, 3.6, 1] }, { path: "M5 6.1v2.4c0 .9.5 1.4 1.4 1.4M6.4 9.9h2.1" }, { path: "M5 8v1.5c0 1.5 1 2.2 2.2 2.2h1.3" }] },
  panel: { strokes: [{ rect: [2, 3, 12, 10, 1.3] }, { path: "M9.8 3v10" }] },
  link: { strokes: [{ path: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-1 1" }, { path: "M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l1-1" }] },
  quote: { strokes: [{ path: "M3 10.5c1.8 0 2.6-1 2.6-3H3V4.5h3.5v3.2c0 3-1.3 4.3-3.5 4.3" }, { path: "M9.5 10.5c1.8 0 2.6-1 2.6-3H9.5V4.5H13v3.2c0 3-1.3 4.3-3.5 4.3" }] },
  up: { strokes: [{ path: "M4.5 9.5 8 6l3.5 3.5" }] },
  copy: { strokes: [{ rect: [5.5, 5.5, 8, 8, 1.3] }, { path: "M10.5 5.5v-3h-8v8h3" }] },
  edit: { strokes: [{ path: "M3 13l.6-3 7.2-7.2 2.4 2.4L6 12.4z" }, { path: "M9.6 4 12 6.4" }] },
  sun: { strokes: [{ ring: [8, 8, 2.6] }, { path: "M8 1.8v1.6M8 12.6v1.6M1.8 8h1.6M12.6 8h1.6M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2" }] },
  out: { strokes: [{ path: "M6.5 2.8H3v10.4h3.5" }, { path: "M6.8 8h6.4M10.5 5 13.5 8l-3 3" }] },
  speaker: { strokes: [{ path: "M2.5 6v4h2.6L8.5 13V3L5.1 6z" }, { path: "M10.6 5.7a3.2 3.2 0 0 1 0 4.6M12.4 4a5.6 5.6 0 0 1 0 8" }] },
  "mic-off": { strokes: [{ rect: [6, 2, 4, 7.5, 2] }, { path: "M3.5 7.8a4.5 4.5 0 0 0 9 0" }, { path: "M8 12.3V14" }, { path: "M2.5 2.5l11 11" }] },
  reopen: { strokes: [{ path: "M3 8a5 5 0 1 0 1.7-3.8" }, { path: "M2.8 2.6v2.6h2.6" }] },
  filter: { strokes: [{ path: "M2.5 4h11M4.5 8h7M6.5 12h3" }] },
  keyboard: { strokes: [{ rect: [1.8, 4, 12.4, 8, 1.3] }, { path: "M5 9.8h6" }, { dot: [4.4, 6.6, 0.8] }, { dot: [6.8, 6.6, 0.8] }, { dot: [9.2, 6.6, 0.8] }, { dot: [11.6, 6.6, 0.8] }] },
  bold: { strokes: [{ path: "M4.8 3h3.9a2.4 2.4 0 0 1 0 4.8H4.8z" }, { path: "M4.8 7.8h4.5a2.6 2.6 0 0 1 0 5.2H4.8z" }] },
  italic: { strokes: [{ path: "M9.7 3 6.3 13M7.4 3h4.4M4.2 13h4.4" }] },
  heading: { strokes: [{ path: "M4 3v10M12 3v10M4 8h8" }] },
  numbers: { strokes: [{ path: "M6.5 4h7M6.5 8h7M6.5 12h7" }, { path: "M2.2 3.1 3.1 2.6v2.9" }, { path: "M2.2 7h1.7L2.2 9.3h1.7" }, { path: "M2.2 11h1.7l-.8 1c.6 0 .8.3.8.7 0 .5-.6.7-1.7.5" }] },
  mention: { strokes: [{ ring: [8, 8, 2.4] }, { path: "M10.4 5.6v3.2c0 2.4 3.3 2.2 3.3-1A5.7 5.7 0 1 0 11 12.9" }] },
} satisfies Record<string, Drawing>;

export type IconName = keyof typeof DRAWINGS;
