import { expect, test } from "vitest";
import { checkTag, checkWebhook, wrongUrl, checkChannel, checkTeam, checkTeammate, checkTrunk, checkWorkspace, tidyNumber, wrongAddress, wrongName, wrongNumber, wrongSipPhone, wrongTrunkName, wrongZone } from "./check";
import { less } from "./desk/keeping";
import type { TeamSettings, WebhookSettings, WorkspaceSettings } from "./documents";

const workspace: WorkspaceSettings = { name: "Desk", kind: "live", hours: "always", ring_ms: 30_000, answer_mode: "by_hand", number_matching: "match_contact", show_team_composition: "off", sip_phone_is_client: "off", recordings_days: null, mails_days: 30, destinations: { rules: {}, roles: {}, hourly_calls_of_teammate_max: 30, hourly_calls_of_workspace_max: 200 } };
const team: TeamSettings = { name: "Support", members: [], hours: "always", assignment: "manual", conversation_limit: 0, queue_max: null, hold_limit_minutes: null, wrap_up_ms: 0, retired: "off" };
const right = (check: (text: string) => string | null, texts: string[]) => texts.filter((text) => check(text) !== null);
const wrong = (check: (text: string) => string | null, texts: string[]) => texts.filter((text) => check(text) === null);

test("a name has 1 to 100 characters and none that cannot be seen", () => {
  expect(right(wrongName, ["A", "x".repeat(100), "🦊".repeat(100), "<b>Ana & Ben</b>"])).toEqual([]);
  expect(wrong(wrongName, ["", "  ", "x".repeat(101), "a\nb", "a\u0000b", "a\u009bb"])).toEqual([]);
});

test("a phone rings for 1 to 600 whole seconds", () => {
  expect([1, 30, 600].map((s) => checkWorkspace({ ...workspace, ring_ms: s * 1_000 }))).toEqual([{}, {}, {}]);
  expect([0, 601, 1.5, Number.NaN].map((s) => Object.keys(checkWorkspace({ ...workspace, ring_ms: s * 1_000 })))).toEqual([["ring_ms"], ["ring_ms"], ["ring_ms"], ["ring_ms"]]);
});

test("a team's limits are absent or within the desk's", () => {
  expect(checkTeam({ ...team, queue_max: 0, hold_limit_minutes: 1_440, wrap_up_ms: 8 * 3_600_000 })).toEqual({});
  expect(Object.keys(checkTeam({ ...team, queue_max: Number.NaN, hold_limit_minutes: 0, wrap_up_ms: 8 * 3_600_000 + 1_000, conversation_limit: -1 }))).toEqual(["queue_max", "hold_limit_minutes", "wrap_up_ms", "conversation_limit"]);
});

test("office hours with a time that is none, or in a zone that is not known, are not saved", () => {
  const weekly = (zone: string, from: number, to: number) => ({ weekly: { zone, open: [{ weekday: 1, from, to }] } });
  expect(checkTeam({ ...team, hours: weekly("Europe/Berlin", 540, 1_440) })).toEqual({});
  expect(checkTeam({ ...team, hours: weekly("UTC", 540, Number.NaN) }).hours).toContain("hours");
  expect(checkTeam({ ...team, hours: weekly("UTC", 540, 540) }).hours).toContain("hours");
  expect(checkTeam({ ...team, hours: weekly("Middle/Earth", 540, 600) }).hours).toContain("time zone");
  expect(wrongZone("always")).toBeUndefined();
});

test("a number is written in any usual way and kept without decoration", () => {
  expect(right(wrongNumber, ["+44 20 7946 0182", "+44 (20) 7946-0182", "+1.555.0100", "100", "+49/30/1234"])).toEqual([]);
  expect(wrong(wrongNumber, ["", "+", "call me", "+44 20 7946 0182 ext 4", "+1234567890123456", "++44"])).toEqual([]);
  expect(tidyNumber("+44 (20) 7946-01.82")).toBe("+442079460182");
});

test("a number in use cannot be added again, one of a retired channel can, and a retired one may stay", () => {
  const mine = { name: "Line", number: "+44 20 7946 0182", team: 1, recording: "off", retired: "off" } as const;
  expect(checkChannel(mine, ["442079460182"], [1]).number).toContain("same");
  expect(checkChannel({ ...mine, retired: "on" }, ["+442079460182"], [1])).toEqual({});
  expect(checkChannel(mine, [], [1])).toEqual({});
  expect(Object.keys(checkChannel(mine, [], [2]))).toEqual(["team"]);
});

test("a SIP phone is an address of sip:", () => {
  expect(right(wrongSipPhone, ["sip:ana@192.0.2.7", "sip:ana@192.0.2.7:5070;transport=tcp"])).toEqual([]);
  expect(wrong(wrongSipPhone, ["", "ana@192.0.2.7", "sip:", "sip:ana @x", `sip:${"x".repeat(256)}`])).toEqual([]);
  expect(Object.keys(checkTeammate({ name: "Ana", role: 0, sip_phones: ["sip:a@b", ""], employment: "here" }))).toEqual(["sip_phones"]);
});

test("a trunk's address is an IP address or a block of them", () => {
  expect(right(wrongAddress, ["203.0.113.7", "203.0.113.0/24", "2001:db8::1", "2001:db8::/32", " 10.0.0.1 "])).toEqual([]);
  expect(wrong(wrongAddress, ["", "carrier.example", "300.1.1.1", "203.0.113.0/33", "2001:db8::/129", "10.0.0.1/", "10.0.0.1/8/8", "1.2.3", ":::"])).toEqual([]);
});

test("a trunk needs an address, or a user name and a password once", () => {
  const digest = { access: { by: "digest" as const, user: "desk", password: null, realm: null }, trust_identity: "off" as const };
  expect(checkTrunk(digest, true)).toEqual({});
  expect(checkTrunk(digest, false).access).toContain("password");
  expect(checkTrunk({ ...digest, access: { ...digest.access, password: "x" } }, false)).toEqual({});
  expect(checkTrunk({ access: { by: "addresses", addresses: [] }, trust_identity: "off" }, false).access).toContain("address");
  expect(checkTrunk({ access: { by: "addresses", addresses: ["10.0.0.1", "x"] }, trust_identity: "off" }, false).access).toContain("IP address");
});

test("a trunk's name can stand in an address, and is its own", () => {
  expect(wrongTrunkName("carrier-1", [])).toBeNull();
  expect(wrongTrunkName("carrier-1", ["carrier-1"])).toContain("of this name");
  expect(["", "a b", "-a", "a/b", "x".repeat(64)].map((name) => wrongTrunkName(name, []) === null)).toEqual(Array(5).fill(false));
});

test("a tag has a name of its own, whatever its case", () => {
  const others = [{ name: "late" }, { name: "Delivery" }];
  expect(checkTag({ name: "new", retired: "off" }, others)).toEqual({});
  expect(checkTag({ name: " LATE", retired: "off" }, others).name).toBeDefined();
  expect(checkTag({ name: " ", retired: "off" }, []).name).toBeDefined();
});

test("a webhook's address is whole, encrypted, and carries no password", () => {
  expect(right(wrongUrl, ["https://hooks.example.com/calls?x=1", " https://example.org ", "http://127.0.0.1:9000/", "http://localhost/x"])).toEqual([]);
  expect(wrong(wrongUrl, ["", "example.org", "http://example.org", "ftp://example.org", "https://ana:secret@example.org", `https://example.org/${"x".repeat(2_000)}`])).toEqual([]);
});

test("a webhook that is on is told of something", () => {
  const hook: WebhookSettings = { name: "Orders", url: "https://example.org", events: [], on: "on", retired: "off" };
  expect(checkWebhook(hook).events).toBeDefined();
  expect(checkWebhook({ ...hook, on: "off" })).toEqual({});
  expect(checkWebhook({ ...hook, events: ["call_ended"] })).toEqual({});
});

test("recordings and mails are kept for ever or for whole days", () => {
  expect(checkWorkspace({ ...workspace, recordings_days: null, mails_days: 1 })).toEqual({});
  expect(checkWorkspace({ ...workspace, recordings_days: 0 }).recordings_days).toBeDefined();
  expect(checkWorkspace({ ...workspace, mails_days: Number.NaN }).mails_days).toBeDefined();
});

test("keeping less than before is told before it is saved", () => {
  expect(less(30, null)).toBe(true);
  expect(less(30, 90)).toBe(true);
  expect(less(90, 90)).toBe(false);
  expect(less(120, 90)).toBe(false);
});
