/** The languages of the page. A new one is a folder of words like `en/` and one line here. */
import type { en } from "./en";

/** What a language has to say: the keys of English, and its own further plural forms. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> } & {
  [form: `${string}_${"zero" | "two" | "few" | "many"}`]: string;
};
export type Texts = Words<typeof en>;

interface Language {
  /** Its name in itself. */
  name: string;
  /** Fetches its words; English is part of the page, since every missing word falls back to it. */
  fetch: (() => Promise<Texts>) | null;
}

export const LANGUAGES = {
  en: { name: "English", fetch: null },
} as const satisfies Record<string, Language>;

export type LanguageCode = keyof typeof LANGUAGES;

const KEY = "cordboard.language";

/** What was chosen, else the first language of the browser that we speak. */
export function languageFrom(chosen: string | null, wanted: readonly string[], spoken: readonly string[]): string {
  if (chosen !== null && spoken.includes(chosen)) return chosen;
  const found = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find((tag) => spoken.includes(tag));
  return found ?? "en";
}

/** The language of this browser. */
export function language(): LanguageCode {
  return languageFrom(kept(), typeof navigator === "undefined" ? [] : (navigator.languages ?? []), Object.keys(LANGUAGES)) as LanguageCode;
}

/** The page is loaded anew: words stand in many places, and a mixture helps nobody. */
export function setLanguage(next: LanguageCode): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Then it cannot be kept, and the browser's own language stays.
  }
  location.reload();
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
