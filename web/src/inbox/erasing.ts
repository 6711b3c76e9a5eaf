/** What has to be typed before a contact is erased. Pure. */
import type { Contact } from "../api/model";
import { t } from "../texts";

type Named = Pick<Contact, "name" | "number">;

/** What the dialog asks for: the name, which may be the number; something that can be typed in any case. */
export function wordsToType({ name, number }: Named): string {
  return name.trim() || number || t("inbox.list.unknown");
}

/** The name, without regard to case and blanks, or the digits of the number. */
export function confirms(typed: string, contact: Named): boolean {
  const plain = (words: string) => words.trim().replaceAll(/\s+/g, " ").toLocaleLowerCase();
  const digits = (words: string) => words.replaceAll(/\D/g, "");
  if (plain(typed) === "") return false;
  if (plain(typed) === plain(wordsToType(contact))) return true;
  return contact.number !== null && /^[+\d\s().\-/]+$/.test(typed.trim()) && digits(typed) !== "" && digits(typed) === digits(contact.number);
}
