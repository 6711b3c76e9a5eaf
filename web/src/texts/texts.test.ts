import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { en } from "./en";
import { speak } from "./index";
import { languageFrom } from "./languages";
import { covers, keysOf, type Scan, scan } from "./scan";

const SRC = join(import.meta.dirname, "..");
const scans: [string, Scan][] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !path.startsWith("texts") && path !== join("api", "types.ts"))
  .map((path) => [relative(".", path), scan(path, readFileSync(join(SRC, path), "utf8"))]);
const known = new Set(keysOf(en));

describe("the texts", () => {
  test("every key that is used exists", () => {
    const missing = scans.flatMap(([path, { keys }]) => [...keys].filter((key) => !known.has(key)).map((key) => `${path}: ${key}`));
    expect(missing).toEqual([]);
  });

  test("every key is used", () => {
    const used = new Set(scans.flatMap(([, { keys, literals }]) => [...keys, ...literals]));
    const patterns = scans.flatMap(([, found]) => [...found.patterns]);
    const idle = [...known].filter((key) => !used.has(key) && !patterns.some((pattern) => covers(pattern, key)));
    expect(idle).toEqual([]);
  });

  test("no words for people stand in the code", () => {
    const strays = scans.flatMap(([path, found]) => found.strays.map((one) => `${path}:${one.line}: ${one.words}`));
    expect(strays).toEqual([]);
  });

  test("no text asks nicely, shouts, or praises itself", () => {
    const flat = (tree: object): string[] => Object.values(tree).flatMap((value) => (typeof value === "string" ? [value] : flat(value as object)));
    expect(flat(en).filter((words) => /!|\bplease\b|\bsuccessfully\b/i.test(words))).toEqual([]);
  });
});

describe("the scan", () => {
  const strays = (source: string) => scan("x.tsx", source).strays.map((one) => one.words);

  test("finds words in elements, in choices and in attributes that are read", () => {
    expect(strays("const a = <p>Hello {b ? 'there' : `you ${c}`}</p>")).toEqual(["Hello", "there", "you"]);
    expect(strays("const a = <B label='Name' title={'Say ' + who} className='row' type='button' />")).toEqual(["Name", "Say"]);
    expect(strays("toast('Saved'); announce(`Ringing ${who}`); log('Saved')")).toEqual(["Saved", "Ringing"]);
  });

  test("lets through what is no word, what is on a key, and what comes from the texts", () => {
    expect(strays("const a = <p>{t('app.name')} · 4 – <kbd>Enter</kbd>{'…'}</p>")).toEqual([]);
  });

  test("reads the keys, plain and by template", () => {
    const found = scan("x.tsx", "t('a.b'); t(`a.c.${x}.d`)");
    expect([...found.keys]).toEqual(["a.b"]);
    expect([...found.patterns]).toEqual(["a.c.*.d"]);
    expect(covers("a.c.*.d", "a.c.one.d")).toBe(true);
    expect(covers("a.c.*", "a.c.one.d")).toBe(false);
    expect(covers("*", "a.c")).toBe(false);
  });

  test("takes the plural forms of a key together", () => {
    expect(keysOf({ a: { calls_one: "", calls_other: "", name: "" } })).toEqual(["a.calls", "a.name"]);
  });
});

describe("another language", () => {
  // Polish has four forms where English has two.
  const words = { app: { rail: { inbox: "Skrzynka", inbox_waiting_one: "{{count}} czeka", inbox_waiting_few: "{{count}} czekają", inbox_waiting_many: "{{count}} czeka wielu" } } };

  test("is spoken with its own plurals, and in English where it has no words", () => {
    const t = speak("pl", words as never).t;
    expect(t("app.rail.inbox")).toBe("Skrzynka");
    expect([1, 3, 5].map((count) => t("app.rail.inbox_waiting", { count }))).toEqual(["1 czeka", "3 czekają", "5 czeka wielu"]);
    expect(t("app.rail.settings")).toBe("Settings");
  });

  test("names full of markup stay as they are", () => {
    expect(speak("en", null).t("app.connection.lost", { time: "<b>&" })).toContain("<b>&");
  });

  test("is chosen by the person, else by the browser, else it is English", () => {
    expect(languageFrom("de", ["pl"], ["en", "de", "pl"])).toBe("de");
    expect(languageFrom("xx", ["pl-PL", "de"], ["en", "de", "pl"])).toBe("pl");
    expect(languageFrom(null, ["fr"], ["en", "de"])).toBe("en");
  });
});
