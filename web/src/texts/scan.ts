/** Reads the sources of the page for words: which keys they use, and which words stand in them
    although they belong into `texts/`. For the test of the texts alone. */
import { parseSync } from "vite";

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}
export interface Literal {
  line: number;
  words: string;
}
export interface Scan {
  /** Keys by `t("a.b")`. */
  keys: Set<string>;
  /** Every text in the code: a key may be looked up by one. */
  literals: Set<string>;
  /** Keys by a template: `a.b.${x}` becomes `a.b.*`. */
  patterns: Set<string>;
  /** Words for people that stand in the code. */
  strays: Literal[];
}

/** Attributes that a person reads or hears. */
const READ = new Set([
  "title", "label", "placeholder", "alt", "words", "hint", "tip", "reason", "wrong", "heading", "unit",
  "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "aria-placeholder",
  "closeLabel", "dismissLabel", "again",
]);
/** Functions that show their first argument to a person. */
const SAYS = new Set(["toast", "announce"]);

export function scan(path: string, source: string): Scan {
  const found: Scan = { keys: new Set(), literals: new Set(), patterns: new Set(), strays: [] };
  const { program } = parseSync(path, source);
  const stray = (node: Node, words: string) => {
    if (/\p{L}/u.test(words)) found.strays.push({ line: source.slice(0, node.start).split("\n").length, words: words.trim() });
  };
  walk(program as unknown as Node, null, { found, stray });
  return found;
}

interface Gathering {
  found: Scan;
  stray: (node: Node, words: string) => void;
}

function walk(node: Node, parent: Node | null, into: Gathering): void {
  look(node, parent, into);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, node, into);
    }
  }
}

function look(node: Node, parent: Node | null, { found, stray }: Gathering): void {
  switch (node.type) {
    case "Literal":
      if (typeof node["value"] === "string") found.literals.add(node["value"]);
      return;
    case "TemplateLiteral":
      found.patterns.add(patternOf(node));
      return;
    case "CallExpression": {
      const called = nameOf(node["callee"]);
      const first = (node["arguments"] as Node[])[0];
      if (called === "t" && first?.type === "Literal") found.keys.add(String(first["value"]));
      if (called !== null && SAYS.has(called) && first) shown(first, stray);
      return;
    }
    case "JSXText":
      if (!isKbd(parent)) stray(node, String(node["value"]));
      return;
    case "JSXExpressionContainer":
      if (parent?.type === "JSXElement" || parent?.type === "JSXFragment") {
        if (!isKbd(parent)) shown(node["expression"] as Node, stray);
      }
      return;
    case "JSXAttribute": {
      const value = node["value"];
      if (!READ.has(attributeName(node)) || !isNode(value)) return;
      shown(value.type === "JSXExpressionContainer" ? (value["expression"] as Node) : value, stray);
      return;
    }
  }
}

/** Follows what is shown through choices, down to its texts. */
function shown(node: Node, stray: (node: Node, words: string) => void): void {
  switch (node.type) {
    case "Literal":
      if (typeof node["value"] === "string") stray(node, node["value"]);
      return;
    case "TemplateLiteral":
      stray(node, (node["quasis"] as Node[]).map((part) => String((part["value"] as { raw: string }).raw)).join(""));
      return;
    case "ConditionalExpression":
      shown(node["consequent"] as Node, stray);
      shown(node["alternate"] as Node, stray);
      return;
    case "LogicalExpression":
      shown(node["left"] as Node, stray);
      shown(node["right"] as Node, stray);
      return;
    case "BinaryExpression":
      if (node["operator"] !== "+") return;
      shown(node["left"] as Node, stray);
      shown(node["right"] as Node, stray);
      return;
    case "ParenthesizedExpression":
      shown(node["expression"] as Node, stray);
      return;
  }
}

function patternOf(node: Node): string {
  return (node["quasis"] as Node[]).map((part) => String((part["value"] as { raw: string }).raw)).join("*");
}

/** What stands in a `<kbd>` is printed on the keyboard. */
function isKbd(parent: Node | null): boolean {
  const opening = parent?.type === "JSXElement" ? (parent["openingElement"] as Node) : null;
  return opening !== null && nameOf(opening["name"]) === "kbd";
}

function attributeName(node: Node): string {
  return nameOf(node["name"]) ?? "";
}

function nameOf(node: unknown): string | null {
  return isNode(node) && typeof node["name"] === "string" ? node["name"] : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** Every key of a tree of texts, with the plural forms of one key taken together. */
export function keysOf(tree: object, prefix = ""): string[] {
  const keys = Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : keysOf(value as object, `${prefix}${key}.`),
  );
  return [...new Set(keys.map((key) => key.replace(/_(zero|one|two|few|many|other)$/, "")))];
}

/** Whether a key is covered by a template such as `a.*.b`. */
export function covers(pattern: string, key: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  // A template that names no place of its own would cover everything.
  if (!first.includes(".")) return false;
  const escaped = [first, ...rest].map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join("[a-z0-9_]+")}$`).test(key);
}
