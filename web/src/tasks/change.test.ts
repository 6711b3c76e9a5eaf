import { expect, test } from "vitest";
import type { TaskView } from "../api/model";
import { titleOf } from "./title";
import { blank, changeOf, right, TITLE_CHARS_MAX, wrongIn, writtenOf } from "./change";

const task: TaskView = {
  id: 4,
  conversation: 9,
  contact: { id: 3, name: "Ruth Calloway", number: null },
  call: null,
  title: "Call back",
  priority: "high",
  assignee: { id: 2, name: "Ben" },
  due_ms: new Date("2026-11-17T16:00:41").getTime(),
  created_ms: 0,
  done_ms: null,
  by: "Ana",
  notification: null,
  may: [],
};

test("what was not touched is sent as it was, to the second", () => {
  expect(changeOf(writtenOf(task), task)).toEqual({ title: "Call back", priority: "high", assignee: 2, due_ms: task.due_ms });
  expect(changeOf({ ...writtenOf(task), due: "2026-11-18T09:30", assignee: "" }, task)).toEqual({ title: "Call back", priority: "high", assignee: null, due_ms: new Date("2026-11-18T09:30:00").getTime() });
});

test("a task without a title, with one too long, or with a day that does not exist is told so", () => {
  expect(right(wrongIn(blank(1)))).toBe(false);
  expect(wrongIn({ ...blank(1), title: " " }).title).not.toBeNull();
  expect(wrongIn({ ...blank(1), title: "é".repeat(TITLE_CHARS_MAX) })).toEqual({ title: null, due: null });
  expect(wrongIn({ ...blank(1), title: "é".repeat(TITLE_CHARS_MAX + 1) }).title).not.toBeNull();
  expect(wrongIn({ ...blank(1), title: "x", due: "2026-19-40T10:00" }).due).not.toBeNull();
});

test("a new task is the writer's own", () => {
  expect(blank(7).assignee).toBe("7");
  expect(blank(0).assignee).toBe("");
});

test("a task whose words were erased is still called something", () => {
  expect(titleOf(task)).toBe("Call back");
  expect(titleOf({ title: " " })).toBe("Erased task");
});
