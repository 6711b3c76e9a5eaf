import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { countriesLike, countryOf } from "./countries";
import { checkPolicy, closedWithin, DEAR, destinationsOf, isDear, judge, type Policy, policyOf, roleField, rolesOf, type Rules, wrongPrefix } from "./destinations";
import { placeWords, tellPolicy } from "./tellPolicy";

/** The desk's own cases, with its sentences. */
const cases = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../crates/desk/tests/destinations.json"), "utf8")) as {
  dear: string[];
  prefixes: { prefix: string; why: string | null }[];
  numbers: { rules: Rules; number: string; why: string | null }[];
};

describe("the page judges as the desk does, in its words", () => {
  test("dear are the same ranges", () => expect(DEAR).toEqual(cases.dear));

  test.each(cases.prefixes)("the prefix $prefix", ({ prefix, why }) => expect(wrongPrefix(prefix)).toBe(why));

  test.each(cases.numbers)("$number by $rules", ({ rules, number, why }) => {
    const verdict = judge(rules, number);
    expect(verdict.allowed).toBe(why === null);
    if (why !== null) expect(verdict.why).toBe(why);
  });

  test("what is allowed says by which rule", () => {
    expect(judge({ "+49": "open", "+4930": "open" }, "+4930123456").why).toBe("+4930 is open, which covers +4930123456.");
  });
});

const held = {
  rules: { "+49": "open", "+4930": "closed" },
  roles: { 7: { "+33": "open" }, 3: {} },
  hourly_calls_of_teammate_max: 30,
  hourly_calls_of_workspace_max: 200,
} as const;

test("each prefix is a field of its own, and what was read is written back the same", () => {
  const policy = policyOf(held);
  expect(Object.keys(policy).toSorted()).toEqual(["+49", "+4930", "role 3", "role 7", "teammate_calls", "workspace_calls"]);
  expect(rolesOf(policy)).toEqual([3, 7]);
  expect(destinationsOf(policy)).toEqual(held);
  const { [roleField(7)]: _, ...rest } = policy;
  expect(destinationsOf(rest as Policy).roles).toEqual({ 3: {} });
});

test("a limit that is no number is said", () => {
  const policy = policyOf(held);
  expect(checkPolicy(policy)).toEqual({});
  expect(checkPolicy({ ...policy, teammate_calls: Number.NaN } as Policy)).toHaveProperty("teammate_calls");
  expect(checkPolicy({ ...policy, workspace_calls: 4_294_967_296 } as Policy)).toHaveProperty("workspace_calls");
});

test("an open country says which dear ranges it leaves closed, until a rule names them", () => {
  expect(closedWithin({ "+49": "open" }, "+49")).toEqual(["+49137", "+49900"]);
  expect(closedWithin({ "+49": "open", "+49900": "open" }, "+49")).toEqual(["+49137"]);
  expect(closedWithin({ "+48": "open", "+33": "open" }, "+33")).toEqual(["+3389"]);
  expect(closedWithin({ "+351": "open" }, "+351")).toEqual([]);
  expect(isDear("+1876555")).toBe(true);
  expect(isDear("+1")).toBe(false);
});

test("a country is found by its name and told by its code", () => {
  expect(countriesLike("germ")).toEqual([{ prefix: "+49", name: "Germany" }]);
  expect(countriesLike("cote").map((country) => country.prefix)).toEqual(["+225"]);
  expect(countriesLike("united").map((country) => country.name)).toContain("United Arab Emirates");
  expect(countriesLike(" ")).toEqual([]);
  expect(countryOf("+4930")).toEqual({ name: "Germany", whole: false });
  expect(countryOf("+1876")?.name).toBe("Jamaica");
  expect(countryOf("+8")).toBeNull();
  expect([placeWords("+1"), placeWords("+3589"), placeWords("+8"), placeWords("+881")]).toEqual(["United States and Canada", "A part of Finland and Åland Islands", "Several countries", "A service or a network of no country"]);
});

test("what somebody else changed is told prefix by prefix", () => {
  const tell = tellPolicy({ roles: [{ id: 7, version: 1, from_file: false, document: { name: "Sales", permissions: [] } }] });
  const policy = policyOf(held);
  expect(tell("+49", policy)).toEqual({ name: "+49, Germany", value: "Open" });
  expect(tell("+44", policy).value).toBe("not in the list");
  expect(tell("role 7", policy)).toEqual({ name: "List of Sales", value: "1 rule" });
  expect(tell("role 9", policy).value).toBe("as everybody");
  expect(tell("teammate_calls", policy)).toEqual({ name: "Calls within an hour: Of one teammate", value: "30" });
});
