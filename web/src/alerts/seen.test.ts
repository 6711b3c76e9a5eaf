import { expect, test } from "vitest";
import type { AlertView } from "../api/model";
import { countWords, inOrder, linesOf, newestUnseen } from "./seen";

const alert = (id: number, seen: boolean): AlertView => ({ id, call: id, conversation: id, contact: { id: 1, name: "Ruth", number: null }, notification: "Complaint", title: "Complaint", at_ms: id, seen });

test("an alert that two pages hold stands once, the newest first", () => {
  const pages = [
    { items: [alert(9, false), alert(7, true)], next: "7", unseen: 1 },
    { items: [alert(7, true), alert(3, true)], next: null, unseen: 1 },
  ];
  expect(inOrder(pages).map((one) => one.id)).toEqual([9, 7, 3]);
});

test("the newest that was not seen stands for all before it", () => {
  expect(newestUnseen([alert(9, true), alert(8, false), alert(7, false)])).toBe(8);
  expect(newestUnseen([alert(9, true)])).toBeNull();
  expect(newestUnseen([])).toBeNull();
});

test("the bell counts as far as anybody would", () => {
  expect([1, 99, 100].map(countWords)).toEqual(["1", "99", "99+"]);
});

test("an alert says each thing once", () => {
  expect(linesOf({ ...alert(1, true), title: "Complaint: Ruth" })).toEqual({ title: "Complaint: Ruth", more: [] });
  expect(linesOf({ ...alert(1, true), title: "Somebody is angry" })).toEqual({ title: "Somebody is angry", more: ["Call of Ruth", "Complaint"] });
  expect(linesOf({ ...alert(1, true), title: "Complaint: a withheld number", contact: { id: 1, name: "Withheld number", number: null } }).more).toEqual([]);
  expect(linesOf(alert(1, true))).toEqual({ title: "Complaint", more: ["Call of Ruth"] });
});

test("an alert whose words were erased names its notification", () => {
  expect(linesOf({ ...alert(1, true), title: "", contact: { id: 1, name: "Erased contact", number: null } })).toEqual({ title: "Complaint", more: ["Call of Erased contact"] });
});
