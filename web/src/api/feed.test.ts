import { beforeEach, expect, test } from "vitest";
import { feedAlerts, feedTasks } from "./feed";
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
