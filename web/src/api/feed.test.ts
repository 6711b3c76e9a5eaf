import { beforeEach, expect, test, vi } from "vitest";
import { feed, feedAlerts, feedTasks } from "./feed";
import type { Views } from "./model";
import { cache, viewsQuery } from "./queries";

const views: Views = { yours: 1, unassigned: 0, all: 2, waiting: 0, teams: [], tasks_mine: 1, alerts_unseen: 0 };

beforeEach(() => cache.clear());

test("the counts of the rail follow the live stream, the others stay", () => {
  cache.setQueryData(viewsQuery.queryKey, views);
  feedTasks(4);
  feedAlerts(2);
  expect(cache.getQueryData(viewsQuery.queryKey)).toEqual({ ...views, tasks_mine: 4, alerts_unseen: 2 });
});

test("lists of tasks and alerts that are held are asked for anew", () => {
  cache.setQueryData(["tasks", "mine", null], { pages: [], pageParams: [] });
  cache.setQueryData(["alerts"], { pages: [], pageParams: [] });
  feedTasks(0);
  expect(cache.getQueryState(["tasks", "mine", null])?.isInvalidated).toBe(true);
  expect(cache.getQueryState(["alerts"])?.isInvalidated).toBe(false);
  feedAlerts(0);
  expect(cache.getQueryState(["alerts"])?.isInvalidated).toBe(true);
});

test("a frame before the counts were read makes none up", () => {
  feedTasks(3);
  expect(cache.getQueryData(viewsQuery.queryKey)).toBeUndefined();
});

test("a task, a result or a contact that changed is asked for anew, and no settings with it", () => {
  vi.useFakeTimers();
  try {
    const keys = [["tasks", "mine", null], ["conversation", 9], ["call-notifications", 4], ["outbox"], ["contact", 3], ["settings"], viewsQuery.queryKey];
    for (const key of keys) cache.setQueryData(key as string[], {});
    const stale = () => keys.filter((key) => cache.getQueryState(key)?.isInvalidated).map((key) => key[0]);
    const told = (settings: string[]) => feed({ type: "changes", seq: 2, prev: 1, calls: [], conversations: [], teammates: [], settings, strip: null } as never);
    told(["task/7"]);
    told(["results/4"]);
    vi.runAllTimers();
    expect(stale()).toEqual(["tasks", "conversation", "call-notifications", "outbox"]);
    told(["contact/3"]);
    vi.runAllTimers();
    expect(stale()).toContain("contact");
    expect(stale()).not.toContain("settings");
    told(["team/2"]);
    expect(stale()).toContain("settings");
    expect(stale()).toContain(viewsQuery.queryKey[0]);
  } finally {
    vi.useRealTimers();
  }
});
