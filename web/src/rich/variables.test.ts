import { describe, expect, test } from "vitest";
import { isVariable, mayBeEmpty, strays, TYPED, VARIABLES } from "./variables";

describe("variables", () => {
  test("are the fifteen of the system, and any dyn_ name of small letters, digits and _", () => {
    expect(VARIABLES).toHaveLength(15);
    expect(VARIABLES.every(isVariable)).toBe(true);
    for (const name of ["dyn_order_number", "dyn_7"]) expect(isVariable(name), name).toBe(true);
    for (const name of ["dyn_", "dyn_Order", "order", "dyn_a-b", `dyn_${"a".repeat(41)}`]) expect(isVariable(name), name).toBe(false);
  });

  test("those that some calls have no value for say so", () => {
    expect(mayBeEmpty("customer_name")).toBe(true);
    expect(mayBeEmpty("dyn_order")).toBe(true);
    expect(mayBeEmpty("conversation_date")).toBe(false);
  });

  test("are known as soon as their second brace is typed", () => {
    expect(TYPED.exec("for {{ customer_name }}")?.[1]).toBe("customer_name");
    expect(TYPED.exec("for {{customer_name}")).toBeNull();
  });

  test("what only looks like one is found in the text", () => {
    expect(strays("a {{customer_nam}} b {{ }} {c}")).toEqual(["{{customer_nam}}", "{{ }}"]);
    expect(strays("{{a{b}} }} {{")).toEqual(["{{a{b}}"]);
  });
});
