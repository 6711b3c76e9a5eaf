/** Settings told in words: for lists, and for what others changed meanwhile. */
import type { NameRef } from "../api/model";
import { t } from "../texts";
import { clockOf, DAYS } from "../ui/form/hours";
import { duration } from "../ui/time";
import type { Field } from "./draft";
import { type ChannelSettings, type Doc, type OfficeHours, PERMISSIONS, type RoleSettings, type Settings, type TeamSettings, type TagSettings, type TeammateSettings, type Toggle, type WebhookSettings, type TrunkSettings, type WorkspaceSettings } from "./documents";

export interface Told {
  name: string;
  value: string;
}

export function hoursKind(hours: OfficeHours): "always" | "closed" | "weekly" {
  return typeof hours === "object" ? "weekly" : hours;
}

/** Mon to Fri 09:00 to 17:00, Europe/Berlin. Days with the same hours are told together. */
export function hoursWords(hours: OfficeHours): string {
  if (hours === "always") return t("settings.hours.always");
  if (hours === "closed") return t("settings.hours.shut");
  const { open, zone } = hours.weekly;
  const of = (day: number) => open.filter((span) => span.weekday === day).toSorted((a, b) => a.from - b.from).map((span) => `${clockOf(span.from)}–${clockOf(span.to)}`).join(", ");
  const runs: { from: number; to: number; spans: string }[] = [];
  for (const day of DAYS) {
    const spans = of(day);
    const last = runs.at(-1);
    if (last && last.spans === spans && last.to === day - 1) last.to = day;
    else runs.push({ from: day, to: day, spans });
  }
  const short = (day: number) => t(`settings.day_short.d${day as (typeof DAYS)[number]}`);
  const told = runs.filter((run) => run.spans !== "").map((run) => `${run.from === run.to ? short(run.from) : `${short(run.from)}–${short(run.to)}`} ${run.spans}`);
  return told.length === 0 ? t("settings.hours.never") : `${told.join("; ")} (${zone})`;
}

export function toggleWords(value: Toggle): string {
  return value === "on" ? t("settings.on") : t("settings.off");
}

/** Names, the first few of them. */
export function listed(names: readonly string[], none: string): string {
  const SHOWN = 4;
  if (names.length === 0) return none;
  if (names.length <= SHOWN) return names.join(", ");
  return t("settings.and_more", { names: names.slice(0, SHOWN).join(", "), count: names.length - SHOWN });
}

export function nameOf<T extends { name: string }>(docs: readonly Doc<T>[], id: number, none: string = t("settings.unknown")): string {
  return docs.find((doc) => doc.id === id)?.document.name ?? none;
}

export function roleName(settings: Pick<Settings, "roles">, id: number): string {
  return id === 0 ? t("settings.roles.none") : nameOf(settings.roles, id);
}

export function tellWorkspace(field: Field<WorkspaceSettings>, doc: WorkspaceSettings): Told {
  const name = t(`settings.field.workspace.${field}`);
  switch (field) {
    case "name":
      return { name, value: doc.name };
    case "kind":
      return { name, value: t(`settings.workspace.kind.${doc.kind}`) };
    case "hours":
      return { name, value: hoursWords(doc.hours) };
    case "ring_ms":
      return { name, value: t("settings.seconds", { count: doc.ring_ms / 1_000 }) };
    case "answer_mode":
      return { name, value: toggleWords(doc.answer_mode === "auto" ? "on" : "off") };
    case "number_matching":
      return { name, value: toggleWords(doc.number_matching === "always_create_lead" ? "on" : "off") };
    case "destinations": {
      const { rules, roles } = doc.destinations;
      const count = [rules, ...Object.values(roles)].reduce((sum, one) => sum + Object.keys(one).length, 0);
      return { name, value: count === 0 ? t("settings.nowhere") : t("settings.rules", { count }) };
    }
    case "recordings_days":
    case "mails_days": {
      const days = doc[field];
      return { name, value: days === null ? t("settings.for_ever") : t("settings.days", { count: days }) };
    }
    case "show_team_composition":
    case "sip_phone_is_client":
      return { name, value: toggleWords(doc[field]) };
  }
}

export function tellTag(field: Field<TagSettings>, doc: TagSettings): Told {
  const name = t(`settings.field.tag.${field}`);
  return { name, value: field === "name" ? doc.name : toggleWords(doc.retired) };
}

export function tellWebhook(field: Field<WebhookSettings>, doc: WebhookSettings): Told {
  const name = t(`settings.field.webhook.${field}`);
  switch (field) {
    case "name":
    case "url":
      return { name, value: doc[field] };
    case "events":
      return { name, value: eventWords(doc.events) };
    case "on":
    case "retired":
      return { name, value: toggleWords(doc[field]) };
  }
}

export function eventWords(events: readonly WebhookSettings["events"][number][]): string {
  return listed(events.map((event) => t(`settings.webhooks.event.${event}.name`)), t("settings.none"));
}

export function tellTeam(settings: Settings) {
  return (field: Field<TeamSettings>, doc: TeamSettings): Told => {
    const name = t(`settings.field.team.${field}`);
    const none = t("settings.no_limit");
    switch (field) {
      case "name":
        return { name, value: doc.name };
      case "members":
        return { name, value: listed(doc.members.map((id) => nameOf(settings.teammates, id)), t("settings.nobody")) };
      case "hours":
        return { name, value: hoursWords(doc.hours) };
      case "assignment":
        return { name, value: t(`settings.team.assignment.${doc.assignment}`) };
      case "conversation_limit":
        return { name, value: doc.conversation_limit === 0 ? none : String(doc.conversation_limit) };
      case "queue_max":
        return { name, value: doc.queue_max === null ? none : t("settings.calls", { count: doc.queue_max }) };
      case "hold_limit_minutes":
        return { name, value: doc.hold_limit_minutes === null ? none : t("settings.minutes", { count: doc.hold_limit_minutes }) };
      case "wrap_up_ms":
        return { name, value: doc.wrap_up_ms === 0 ? t("settings.off") : duration(doc.wrap_up_ms) };
      case "retired":
        return { name, value: toggleWords(doc.retired) };
    }
  };
}

export function tellTeammate(settings: Pick<Settings, "roles">) {
  return (field: Field<TeammateSettings>, doc: TeammateSettings): Told => {
    const name = t(`settings.field.teammate.${field}`);
    switch (field) {
      case "name":
        return { name, value: doc.name };
      case "role":
        return { name, value: roleName(settings, doc.role) };
      case "sip_phones":
        return { name, value: listed(doc.sip_phones, t("settings.none")) };
      case "employment":
        return { name, value: t(`settings.teammate.employment.${doc.employment}`) };
    }
  };
}

export function tellChannel(settings: Settings) {
  return (field: Field<ChannelSettings>, doc: ChannelSettings): Told => {
    const name = t(`settings.field.channel.${field}`);
    switch (field) {
      case "name":
      case "number":
        return { name, value: doc[field] };
      case "team":
        return { name, value: nameOf(settings.teams, doc.team) };
      case "recording":
        return { name, value: t(`settings.number.recording.${doc.recording}.name`) };
      case "retired":
        return { name, value: toggleWords(doc.retired) };
    }
  };
}

export function tellRole(field: Field<RoleSettings>, doc: RoleSettings): Told {
  const name = t(`settings.field.role.${field}`);
  return { name, value: field === "name" ? doc.name : permissionWords(doc) };
}

export function permissionWords(role: RoleSettings): string {
  if (role.permissions.includes("owner")) return t("settings.roles.everything");
  const names = PERMISSIONS.filter((one) => role.permissions.includes(one)).map((one) => t(`settings.permission.${one}.name`));
  return names.length === 0 ? t("settings.roles.nothing") : names.join(", ");
}

export function tellTrunk(field: Field<TrunkSettings>, doc: TrunkSettings): Told {
  const name = t(`settings.field.trunk.${field}`);
  return { name, value: field === "access" ? accessWords(doc) : toggleWords(doc.trust_identity) };
}

export function accessWords({ access }: TrunkSettings): string {
  return access.by === "addresses" ? listed(access.addresses, t("settings.none")) : t("settings.trunk.as_user", { user: access.user });
}

/** The teams a teammate is a member of. */
export function teamsOf(settings: Pick<Settings, "teams">, teammate: number): NameRef[] {
  return settings.teams.filter((team) => team.document.retired === "off" && team.document.members.includes(teammate)).map((team) => ({ id: team.id, name: team.document.name }));
}
