/** Which alerts are new to the reader. Pure. */
import type { AlertPage, AlertView } from "../api/model";
import { t } from "../texts";

/** All alerts held, each once, the newest first. */
export function inOrder(pages: readonly AlertPage[]): AlertView[] {
  const by = new Map(pages.flatMap((page) => page.items).map((alert) => [alert.id, alert]));
  return [...by.values()].toSorted((a, b) => b.id - a.id);
}

/** The newest one that was not seen: seeing it means seeing all before it. Null when all were. */
export function newestUnseen(alerts: readonly AlertView[]): number | null {
  return alerts.reduce<number | null>((newest, alert) => (!alert.seen && (newest === null || alert.id > newest) ? alert.id : newest), null);
}

/** What an alert says, each thing once: a title often names the notification and the contact already. */
export function linesOf(alert: AlertView): { title: string; more: string[] } {
  const name = alert.contact.name || t("inbox.list.unknown");
  const title = alert.title.trim() || alert.notification || t("alerts.title");
  const more = [
    ...(title.toLocaleLowerCase().includes(name.toLocaleLowerCase()) ? [] : [t("alerts.call", { name })]),
    ...(alert.notification === "" || title.includes(alert.notification) ? [] : [alert.notification]),
  ];
  return { title, more };
}

/** The count on the bell: more than this is only many. */
const COUNTED_MAX = 99;
export function countWords(unseen: number): string {
  return unseen > COUNTED_MAX ? t("alerts.many") : String(unseen);
}
