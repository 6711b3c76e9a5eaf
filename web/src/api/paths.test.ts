import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "..");

/** `GET /conversations/{}` for every path and method of the generated description. */
function described(): Set<string> {
  const found = new Set<string>();
  let path = "";
  for (const line of readFileSync(join(SRC, "api/types.ts"), "utf8").split("\n")) {
    if (line.startsWith("export interface components") || line.startsWith("export type")) break;
    path = /^ {4}"\/api\/v1(\/[^"]*)": \{/.exec(line)?.[1] ?? path;
    const method = /^ {8}(get|post|put|delete): \{/.exec(line)?.[1];
    if (method) found.add(`${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`);
  }
  return found;
}

/** The same for every literal `request("GET", "/…")` of the page, with the file it stands in. */
function asked(): { where: string; what: string }[] {
  return readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|types\.ts$/.test(file))
    .flatMap((where) =>
      Array.from(readFileSync(join(SRC, where), "utf8").matchAll(/\brequest(?:<[^()]*?>)?\(\s*"(GET|POST|PUT|DELETE)",\s*(["`])([^"`]*)\2/g), (hit) => ({
        where,
        what: `${hit[1]} ${(hit[3] ?? "").replaceAll(/\$\{[^}]*\}/g, "{}")}`,
      })),
    );
}

/** A part of a path that is put in by the page stands for any part of the server's. */
function fits(asked: string, known: string): boolean {
  const [a, k] = [asked.split("/"), known.split("/")];
  return a.length === k.length && a.every((part, at) => part === k[at] || part === "{}");
}

test("the page asks only for what the server describes", () => {
  const known = described();
  const all = asked();
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter(({ what }) => !Array.from(known).some((one) => fits(what, one)))).toEqual([]);
});
