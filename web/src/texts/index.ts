/** Every word that a person reads, by key. `t("inbox.claim")` is typed: a key that does not exist
    does not compile. A change of language loads the page anew, so `t` is a plain function. */
import { createInstance, type i18n } from "i18next";
import type { en } from "./en";
import { first } from "./en/first";
import { language, LANGUAGES, type Texts } from "./languages";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** Speaks a language; what it has no words for is said in English. */
export function speak(code: string, words: Partial<Texts> | null): i18n {
  const speaker = createInstance();
  void speaker.init({
    lng: code,
    fallbackLng: "en",
    resources: { en: { translation: first as Texts }, ...(words ? { [code]: { translation: words } } : {}) },
    // React escapes; names full of markup are shown as they are.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return speaker;
}

const code = language();
const { fetch } = LANGUAGES[code];
// English is here already, and then nothing is waited for.
const speaker = speak(code, fetch === null ? null : await (fetch as () => Promise<Texts>)());
if (typeof document !== "undefined") document.documentElement.lang = code;

export const t = speaker.t.bind(speaker);

let rest: Promise<unknown> | null = null;

/** Fetches the words of everything that is not part of the first load. */
export function moreTexts(): Promise<unknown> {
  rest ??= import("./en/later").then(
    ({ later }) => speaker.addResourceBundle("en", "translation", later, true),
    (error: unknown) => {
      // The next who needs them asks again.
      rest = null;
      throw error;
    },
  );
  return rest;
}

/** Fetches a part of the page that has words outside the first load; they are there before it is. */
export function withTexts<T>(part: () => Promise<T>): () => Promise<T> {
  return async () => {
    await moreTexts();
    return part();
  };
}
