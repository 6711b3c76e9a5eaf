/** What is wrong with a document, in words beside the field. The desk checks the same again. Pure. */
import { t } from "../texts";
import { mistakes as spanMistakes, weekOf, zones } from "../ui/form/hours";
import type { ChannelSettings, OfficeHours, RoleSettings, TagSettings, TeamSettings, TeammateSettings, TrunkSettings, WebhookSettings, WorkspaceSettings } from "./documents";
import { taken } from "../tags/names";
import type { Mistakes } from "./DocumentForm";

/** The desk's own limits; it refuses what goes beyond. */
export const LIMITS = {
  name: 100,
  ring_s: [1, 600],
  wrap_up_s: 8 * 3_600,
  hold_minutes: [1, 1_440],
  queue: [0, 10_000],
  conversations: [0, 10_000],
  sip_phones: 8,
  sip_phone: 256,
  number_digits: 15,
  addresses: 64,
  secret: 256,
  url: 2_000,
  retention_days: [1, 36_500],
} as const;

export function wrongName(name: string): string | null {
  if (name.trim() === "") return t("settings.wrong.no_name");
  // oxlint-disable-next-line no-control-regex -- exactly these must not be in a name
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) return t("settings.wrong.odd_name");
  return Array.from(name).length > LIMITS.name ? t("settings.wrong.long_name", { max: LIMITS.name }) : null;
}

export function wrongRange(value: number, min: number, max: number): string | null {
  return Number.isInteger(value) && value >= min && value <= max ? null : t("settings.wrong.range", { min, max });
}

/** Null for a number with its country; a bare extension, as some exchanges send it, passes too. */
export function wrongNumber(number: string): string | null {
  const digits = tidyNumber(number);
  if (!/^\+?\d+$/.test(digits)) return t("settings.wrong.number");
  return digits.replace("+", "").length > LIMITS.number_digits ? t("settings.wrong.number_length", { max: LIMITS.number_digits }) : null;
}

/** The number as it is kept. */
export function tidyNumber(number: string): string {
  return number.replace(/[\s().\-/]/g, "");
}

function digits(number: string): string {
  return number.replace(/\D/g, "");
}

export function wrongSipPhone(line: string): string | null {
  return /^sip:[^\s]+$/.test(line) && line.length <= LIMITS.sip_phone ? null : t("settings.wrong.sip_phone");
}

/** Null for an IP address or a block of them. */
export function wrongAddress(line: string): string | null {
  const [address = "", prefix, ...more] = line.trim().split("/");
  const v4 = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && address.split(".").every((part) => Number(part) <= 255);
  const v6 = address.includes(":") && isV6(address);
  const wide = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (v4 ? 32 : 128));
  return (v4 || v6) && wide && more.length === 0 ? null : t("settings.wrong.address");
}

function isV6(address: string): boolean {
  try {
    return new URL(`http://[${address}]`).hostname.length > 2;
  } catch {
    return false;
  }
}

function wrongHours(hours: OfficeHours): string | null {
  if (typeof hours !== "object") return null;
  if (wrongZone(hours) !== undefined) return wrongZone(hours) ?? null;
  return spanMistakes(weekOf(hours.weekly.open)) > 0 ? t("settings.wrong.hours") : null;
}

const known = new Set(zones());
export function wrongZone(hours: OfficeHours): string | undefined {
  return typeof hours === "object" && !known.has(hours.weekly.zone) ? t("settings.wrong.zone") : undefined;
}

/** Leaves out the fields that are right. */
function found<T extends object>(all: { [F in keyof T & string]?: string | null }): Mistakes<T> {
  return Object.fromEntries(Object.entries(all).filter(([, words]) => words !== null)) as Mistakes<T>;
}

export function checkWorkspace(mine: WorkspaceSettings): Mistakes<WorkspaceSettings> {
  const [min, max] = LIMITS.ring_s;
  return found<WorkspaceSettings>({ name: wrongName(mine.name), hours: wrongHours(mine.hours), ring_ms: wrongRange(mine.ring_ms / 1_000, min, max), recordings_days: wrongDays(mine.recordings_days), mails_days: wrongDays(mine.mails_days) });
}

/** Nothing is kept for ever by null, and by no number at all. */
function wrongDays(days: number | null): string | null {
  return days === null ? null : wrongRange(days, ...LIMITS.retention_days);
}

export function checkTeam(mine: TeamSettings): Mistakes<TeamSettings> {
  return found<TeamSettings>({
    name: wrongName(mine.name),
    hours: wrongHours(mine.hours),
    queue_max: mine.queue_max === null ? null : wrongRange(mine.queue_max, ...LIMITS.queue),
    hold_limit_minutes: mine.hold_limit_minutes === null ? null : wrongRange(mine.hold_limit_minutes, ...LIMITS.hold_minutes),
    wrap_up_ms: wrongRange(mine.wrap_up_ms / 1_000, 0, LIMITS.wrap_up_s),
    conversation_limit: wrongRange(mine.conversation_limit, ...LIMITS.conversations),
  });
}

export function checkTeammate(mine: TeammateSettings): Mistakes<TeammateSettings> {
  return found<TeammateSettings>({ name: wrongName(mine.name), sip_phones: mine.sip_phones.map(wrongSipPhone).find((words) => words !== null) ?? null });
}

/** `others`: the numbers of the channels that are in use, beside this one. */
export function checkChannel(mine: ChannelSettings, others: readonly string[], teams: readonly number[]): Mistakes<ChannelSettings> {
  const twin = mine.retired === "off" && others.some((other) => digits(other) === digits(mine.number));
  return found<ChannelSettings>({
    name: wrongName(mine.name),
    number: wrongNumber(mine.number) ?? (twin ? t("settings.wrong.number_taken") : null),
    team: teams.includes(mine.team) ? null : t("settings.wrong.team"),
  });
}

export function checkRole(mine: RoleSettings, lastOwner: boolean): Mistakes<RoleSettings> {
  return found<RoleSettings>({ name: wrongName(mine.name), permissions: lastOwner ? t("settings.wrong.last_owner") : null });
}

/** `others`: all tags beside this one, retired ones too. */
export function checkTag(mine: TagSettings, others: readonly { name: string }[]): Mistakes<TagSettings> {
  return found<TagSettings>({ name: wrongName(mine.name) ?? (taken(others, mine.name) ? t("settings.wrong.tag_taken") : null) });
}

export function checkWebhook(mine: WebhookSettings): Mistakes<WebhookSettings> {
  return found<WebhookSettings>({
    name: wrongName(mine.name),
    url: wrongUrl(mine.url),
    events: mine.on === "on" && mine.retired === "off" && mine.events.length === 0 ? t("settings.wrong.no_event") : null,
  });
}

/** Null for an https address with a host, and without a user or a password in it. The server alone knows
    which addresses are inside its network. */
export function wrongUrl(text: string): string | null {
  const words = text.trim();
  if (words.length > LIMITS.url) return t("settings.wrong.url_long", { max: LIMITS.url });
  let url: URL;
  try {
    url = new URL(words);
  } catch {
    return t("settings.wrong.url");
  }
  if (url.hostname === "" || url.username !== "" || url.password !== "") return t("settings.wrong.url");
  // A lab may allow plain addresses of its own network; the server says so where it does not.
  if (url.protocol === "http:" && /^(localhost|127\.|\[::1\])/.test(url.hostname)) return null;
  return url.protocol === "https:" ? null : t("settings.wrong.url_plain");
}

/** `hasPassword`: one is stored already, and an empty field keeps it. */
export function checkTrunk(mine: TrunkSettings, hasPassword: boolean): Mistakes<TrunkSettings> {
  return found<TrunkSettings>({ access: Object.values(wrongAccess(mine, hasPassword)).find((words) => words !== null) ?? null });
}

export function wrongAccess({ access }: TrunkSettings, hasPassword: boolean): { addresses: string | null; user: string | null; password: string | null } {
  const right = { addresses: null, user: null, password: null };
  if (access.by === "addresses") {
    if (access.addresses.length === 0) return { ...right, addresses: t("settings.wrong.no_address") };
    return { ...right, addresses: access.addresses.map(wrongAddress).find((words) => words !== null) ?? null };
  }
  return {
    ...right,
    user: access.user.trim() === "" || /\s/.test(access.user.trim()) ? t("settings.wrong.user") : null,
    password: (access.password ?? "") === "" && !hasPassword ? t("settings.wrong.no_password") : null,
  };
}

/** A trunk's name stands in addresses and logs. */
export function wrongTrunkName(name: string, taken: readonly string[]): string | null {
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/i.test(name)) return t("settings.wrong.trunk_name");
  return taken.includes(name) ? t("settings.wrong.trunk_taken") : null;
}
