import { expect, test } from "vitest";
import type { RoleSettings, TeammateSettings } from "./documents";
import { losesLastOwner, ownersWith } from "./rights";

const role = (id: number, ...permissions: RoleSettings["permissions"]) => ({ id, version: 1, from_file: false, document: { name: `Role ${id}`, permissions } });
const teammate = (id: number, of: number, employment: TeammateSettings["employment"] = "here") => ({ id, version: 1, from_file: false, document: { name: `T${id}`, role: of, sip_phones: [], employment } });
const desk = { roles: [role(1, "owner", "takes_calls"), role(2, "takes_calls")], teammates: [teammate(1, 1), teammate(2, 2), teammate(3, 1, "removed"), teammate(4, 0)] };

test("owners are those who work here and whose role says so", () => {
  expect(ownersWith(desk, {})).toEqual([1]);
});

test("the last owner cannot lose the role, the role its permission, nor the desk the teammate", () => {
  const ana = desk.teammates[0]?.document as TeammateSettings;
  expect(losesLastOwner(desk, { teammate: [1, { ...ana, role: 2 }] })).toBe(true);
  expect(losesLastOwner(desk, { teammate: [1, { ...ana, employment: "removed" }] })).toBe(true);
  expect(losesLastOwner(desk, { role: [1, { name: "Boss", permissions: ["takes_calls"] }] })).toBe(true);
  expect(losesLastOwner(desk, { teammate: [1, { ...ana, name: "Anna" }] })).toBe(false);
  expect(losesLastOwner(desk, { role: [2, { name: "Support", permissions: [] }] })).toBe(false);
});

test("with a second owner the first may go", () => {
  const two = { ...desk, teammates: [...desk.teammates, teammate(5, 1)] };
  expect(losesLastOwner(two, { teammate: [1, { name: "Ana", role: 2, sip_phones: [], employment: "here" }] })).toBe(false);
});

test("a desk that never had an owner, as one of a configuration file, is not held up", () => {
  expect(losesLastOwner({ ...desk, teammates: [teammate(2, 2)] }, { role: [2, { name: "Support", permissions: [] }] })).toBe(false);
});
