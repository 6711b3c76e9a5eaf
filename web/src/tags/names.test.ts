import { expect, test } from "vitest";
import { choosable, taken, tidyTag } from "./names";

const tags = [
  { id: 1, name: "late", retired: "off" as const },
  { id: 2, name: "Delivery", retired: "off" as const },
  { id: 3, name: "Old campaign", retired: "on" as const },
];

test("a tag is written without blanks around it", () => {
  expect(tidyTag("  on   hold ")).toBe("on hold");
});

test("a name is taken whatever its case, also by a retired tag", () => {
  expect(taken(tags, " LATE ")).toBe(true);
  expect(taken(tags, "old  campaign")).toBe(true);
  expect(taken(tags, "latest")).toBe(false);
});

test("a retired tag is offered only where it is on the conversation already, to be taken off", () => {
  expect(choosable(tags, []).map((tag) => tag.name)).toEqual(["Delivery", "late"]);
  expect(choosable(tags, [{ id: 3, name: "Old campaign" }]).map((tag) => tag.name)).toEqual(["Delivery", "late", "Old campaign"]);
});
