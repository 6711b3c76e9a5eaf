/** What is wrong with a notification, in words beside the field. The desk checks the same again. Pure. */
import { piecesIn, type Block, type Piece, written, writtenBody } from "../rich/tree";
import { strays } from "../rich/variables";
import { wrongName, wrongRange } from "../settings/check";
import type { Mistakes } from "../settings/DocumentForm";
import { t } from "../texts";
import { DEPTH_MAX, depthOf, isGroup, TESTS_MAX, testsIn } from "./condition";
import type { Condition, Group, NotificationForm, Test } from "./documents";

/** The desk's own limits; it refuses what goes beyond. */
export const LIMITS = {
  recipients: 20,
  address: 254,
  words: 50,
  word: 100,
  seconds: 86_400,
  due_hours: [1, 8_760],
} as const;

/** Null for one plain address: what could name a second one, or a header, is none. */
export function wrongRecipient(address: string): string | null {
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
  // Printable ASCII without what separates, quotes or groups addresses.
  const plain = /^[!#-'*+./0-9=?A-Z^-~-]{1,64}$/.test(local) && !/^[.-]|\.\.|\.$/.test(local);
  const labels = domain.split(".");
  const hosts = labels.length > 1 && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
  return plain && hosts && address.length <= LIMITS.address ? null : t("notifications.wrong.recipient", { address });
}

export function wrongRecipients(recipients: readonly string[]): string | null {
  if (recipients.length === 0) return t("notifications.wrong.no_recipient");
  const wrong = recipients.map(wrongRecipient).find((words) => words !== null);
  if (wrong) return wrong;
  const twice = recipients.find((one, at) => recipients.findIndex((other) => other.toLowerCase() === one.toLowerCase()) !== at);
  if (twice !== undefined) return t("notifications.wrong.twice", { address: twice });
  return recipients.length > LIMITS.recipients ? t("notifications.wrong.recipients", { max: LIMITS.recipients }) : null;
}

export function wrongWord(word: string): string | null {
  if (!/[\p{L}\p{N}]/u.test(word)) return t("notifications.wrong.no_letters");
  return Array.from(word).length <= LIMITS.word ? null : t("notifications.wrong.word", { max: LIMITS.word });
}

/** A number as callers have it, from its beginning. */
export function wrongPrefix(prefix: string): string | null {
  const digits = prefix.replaceAll(/\D/g, "").length;
  return /^[\d+ ()/.-]+$/.test(prefix) && digits >= 1 && digits <= 15 ? null : t("notifications.wrong.prefix");
}

/** What is wrong with one test; groups are told by `wrongGroup`. */
export function wrongTest(test: Test): string | null {
  switch (test.is) {
    case "outcome":
    case "team":
    case "channel":
      return test.one_of.length === 0 ? t("notifications.wrong.none_chosen") : null;
    case "caller":
      return wrongList(test.starts_with, wrongPrefix);
    case "tags":
    case "not_tags":
      return test.tags.length === 0 ? t("notifications.wrong.none_chosen") : null;
    case "note_words":
      return wrongList(test.words, wrongWord);
    case "duration":
    case "talked":
      return wrongSpan(test.at_least_s, test.at_most_s);
    case "direction":
    case "no_notes":
      return null;
  }
}

function wrongList(list: readonly string[], wrong: (one: string) => string | null): string | null {
  if (list.length === 0) return t("notifications.wrong.none_written");
  if (list.length > LIMITS.words) return t("notifications.wrong.words", { max: LIMITS.words });
  return list.map(wrong).find((words) => words !== null) ?? null;
}

function wrongSpan(least: number | null, most: number | null): string | null {
  if (least === null && most === null) return t("notifications.wrong.no_span");
  for (const bound of [least, most]) {
    const wrong = bound === null ? null : wrongRange(bound, 0, LIMITS.seconds);
    if (wrong) return wrong;
  }
  return least !== null && most !== null && least > most ? t("notifications.wrong.span") : null;
}

export function wrongGroup(group: Group): string | null {
  return group.of.length === 0 ? t("notifications.wrong.empty_group") : null;
}

export function wrongRule(rule: Condition): string | null {
  if (depthOf(rule) > DEPTH_MAX) return t("notifications.wrong.deep", { max: DEPTH_MAX });
  if (testsIn(rule).length > TESTS_MAX) return t("notifications.wrong.tests", { max: TESTS_MAX });
  return wrongInside(rule);
}

function wrongInside(condition: Condition): string | null {
  if (!isGroup(condition)) return wrongTest(condition);
  return wrongGroup(condition) ?? condition.of.map(wrongInside).find((words) => words !== null) ?? null;
}

export function wrongSubject(subject: readonly Piece[]): string | null {
  return written(subject).trim() === "" ? t("notifications.wrong.no_subject") : wrongNames(subject);
}

export function wrongBody(body: readonly Block[]): string | null {
  return writtenBody(body).trim() === "" ? t("notifications.wrong.no_body") : wrongNames(piecesIn(body));
}

/** Names in braces that are no variables: whoever wrote them meant one. */
export function wrongNames(pieces: readonly Piece[]): string | null {
  const names = [...new Set(pieces.flatMap((piece) => (piece.piece === "text" ? strays(piece.text) : [])))];
  return names.length === 0 ? null : t("notifications.wrong.stray", { count: names.length, names: names.join(", ") });
}

export function checkNotification(mine: NotificationForm): Mistakes<NotificationForm> {
  const mail = mine.mail === "on";
  const nothing = mine.mail === "off" && mine.alert === "off" && mine.task === "off";
  const all: { [F in keyof NotificationForm]?: string | null } = {
    name: wrongName(mine.name),
    rule: mine.always === "on" ? null : wrongRule(mine.rule),
    mail: nothing ? t("notifications.wrong.nothing") : null,
    recipients: mail ? wrongRecipients(mine.recipients) : null,
    subject: mail ? wrongSubject(mine.subject) : null,
    body: mail ? wrongBody(mine.body) : null,
    title: mine.task === "on" ? wrongNames(mine.title) : null,
    alert_teammates: mine.alert === "on" && mine.alert_to === "teammates" && mine.alert_teammates.length === 0 ? t("notifications.wrong.no_teammate") : null,
    due_after_hours: mine.task === "on" && mine.due_after_hours !== null ? wrongRange(mine.due_after_hours, ...LIMITS.due_hours) : null,
  };
  return Object.fromEntries(Object.entries(all).filter(([, words]) => words !== null)) as Mistakes<NotificationForm>;
}
