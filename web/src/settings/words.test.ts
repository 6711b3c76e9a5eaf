import { expect, test } from "vitest";
import { browserOf } from "./browser";
import { placeOf, SECTIONS } from "./sections";
import type { WorkspaceSettings } from "./documents";
import { eventWords, hoursWords, listed, permissionWords, tellTag, tellWebhook, tellWorkspace } from "./words";

test("days with the same hours are told together", () => {
  const open = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 540, to: 1_020 }));
  expect(hoursWords({ weekly: { zone: "UTC", open } })).toBe("Mon–Fri 09:00–17:00 (UTC)");
  expect(hoursWords({ weekly: { zone: "UTC", open: [...open, { weekday: 1, from: 1_080, to: 1_440 }, { weekday: 7, from: 0, to: 60 }] } })).toBe("Mon 09:00–17:00, 18:00–24:00; Tue–Fri 09:00–17:00; Sun 00:00–01:00 (UTC)");
  expect(hoursWords({ weekly: { zone: "UTC", open: [] } })).toBe("closed all week");
  expect(hoursWords("always")).toBe("Always");
});

test("long lists of names are told by their first and the number of the rest", () => {
  expect(listed([], "nobody")).toBe("nobody");
  expect(listed(["a", "b"], "")).toBe("a, b");
  expect(listed(["a", "b", "c", "d", "e"], "")).toBe("a, b, c, d and one more");
  expect(listed(["a", "b", "c", "d", "e", "f"], "")).toBe("a, b, c, d and 2 more");
});

test("an owner's role is everything, whatever else it says", () => {
  expect(permissionWords({ name: "", permissions: ["owner"] })).toBe("Everything");
  expect(permissionWords({ name: "", permissions: [] })).toBe("Nothing");
  expect(permissionWords({ name: "", permissions: ["reports", "takes_calls"] })).toBe("Takes calls, Reports");
});

test("an address names a section and what is inside it", () => {
  expect(placeOf("teams/3")).toEqual({ section: "teams", rest: "3" });
  expect(placeOf("trunks/named/a-b/")).toEqual({ section: "trunks", rest: "named/a-b" });
  expect(placeOf("")).toEqual({ section: null, rest: null });
  expect(placeOf("nothing/3")).toEqual({ section: null, rest: null });
  expect(SECTIONS.map(({ name }) => placeOf(name).section)).toEqual(SECTIONS.map(({ name }) => name));
});

test("a browser is called what its person calls it", () => {
  expect(browserOf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36")).toEqual({ browser: "Chrome", system: "Linux" });
  expect(browserOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0")).toEqual({ browser: "Edge", system: "Windows" });
  expect(browserOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1")).toEqual({ browser: "Safari", system: "iOS" });
  expect(browserOf("curl/8")).toEqual({ browser: null, system: null });
});

test("what others changed of a workspace is told: how long things are kept, where calls may go", () => {
  const doc = { recordings_days: null, mails_days: 1, destinations: { rules: {}, roles: {}, hourly_calls_of_teammate_max: 1, hourly_calls_of_workspace_max: 1 } } as unknown as WorkspaceSettings;
  expect(tellWorkspace("recordings_days", doc).value).toBe("for ever");
  expect(tellWorkspace("mails_days", doc).value).toBe("1 day");
  expect(tellWorkspace("destinations", doc).value).toBe("nowhere");
  expect(tellWorkspace("destinations", { ...doc, destinations: { ...doc.destinations, rules: { "+49": "open" }, roles: { 2: { "+44": "open" } } } }).value).toBe("2 rules");
});

test("tags and webhooks are told in words", () => {
  expect(tellTag("retired", { name: "late", retired: "on" })).toEqual({ name: "Retired", value: "On" });
  expect(eventWords(["call_ended", "task_created"])).toBe("Call ended, Task created");
  expect(tellWebhook("events", { name: "Orders", url: "https://example.org", events: [], on: "on", retired: "off" }).value).toBe("none");
});
