import { getSchema } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { describe, expect, test } from "vitest";
import { bodyExtensions, lineExtensions } from "./extensions";
import { allowedLink, type Block, bodyOfDoc, CONVERSATION_LINK, docOfBody, docOfLine, lineOfDoc, linkOf, normalBody, type Piece, plain, text, variable, variablesIn, piecesIn, writtenBody } from "./tree";
import { VARIABLES } from "./variables";

const schema = getSchema(bodyExtensions());
const lineSchema = getSchema(lineExtensions());

/** Chance by a number, the same every time. */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const WORDS = ["Hello", " ", "a&b <i>", "“quoted”", "", "{{not_one}}", "Łódź ", "日本", "👩‍🚀"];
const LINKS = [null, null, "https://example.org/a?b=c", "mailto:a@example.org", "tel:+15550100", CONVERSATION_LINK];

function anyPiece(roll: (below: number) => number): Piece {
  const marks = { bold: roll(3) === 0, italic: roll(3) === 0 };
  const kind = roll(8);
  if (kind === 0) return { piece: "break" };
  if (kind < 3) return variable(VARIABLES[roll(VARIABLES.length)] ?? "dyn_order", WORDS[roll(WORDS.length)] ?? "", marks);
  return text(WORDS[roll(WORDS.length)] ?? "", { ...marks, link: LINKS[roll(LINKS.length)] ?? null });
}

function anyPieces(roll: (below: number) => number): Piece[] {
  return Array.from({ length: roll(6) }, () => anyPiece(roll));
}

function anyBody(roll: (below: number) => number): Block[] {
  return Array.from({ length: roll(6) }, (): Block => {
    const kind = (["paragraph", "heading", "bullets", "numbers"] as const)[roll(4)] ?? "paragraph";
    if (kind === "paragraph" || kind === "heading") return { block: kind, pieces: anyPieces(roll) };
    return { block: kind, items: Array.from({ length: roll(4) }, () => anyPieces(roll)) };
  });
}

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed + 1);

describe("a body and its document", () => {
  test("every body comes back as it went in, by way of the editor's own schema", () => {
    for (const seed of SEEDS) {
      const body = anyBody(chance(seed));
      const node = Node.fromJSON(schema, docOfBody(body));
      node.check();
      expect(bodyOfDoc(node.toJSON()), `seed ${seed}`).toEqual(normalBody(body));
    }
  });

  test("a body that came back once does not change again", () => {
    for (const seed of SEEDS) {
      const once = bodyOfDoc(docOfBody(anyBody(chance(seed))));
      expect(bodyOfDoc(docOfBody(once)), `seed ${seed}`).toEqual(once);
    }
  });

  test("no word is lost by tidying", () => {
    for (const seed of SEEDS) {
      const body = anyBody(chance(seed));
      expect(writtenBody(normalBody(body)).replaceAll(/[•\d.\s]/g, "")).toBe(writtenBody(body).replaceAll(/[•\d.\s]/g, ""));
      expect(variablesIn(piecesIn(normalBody(body)))).toEqual(variablesIn(piecesIn(body)));
    }
  });

  test("an empty body is one empty paragraph to write in, and comes back empty", () => {
    expect(docOfBody([])).toEqual({ type: "doc", content: [{ type: "paragraph" }] });
    expect(bodyOfDoc(docOfBody([]))).toEqual([]);
  });

  test("neighbours with the same marks are one piece, others are not", () => {
    const body: Block[] = [{ block: "paragraph", pieces: [text("a"), text("b"), text("c", { bold: true }), text("d", { bold: true, link: "https://x.example" })] }];
    expect(normalBody(body)).toEqual([{ block: "paragraph", pieces: [text("ab"), text("c", { bold: true }), text("d", { bold: true, link: "https://x.example" })] }]);
  });

  test("what the tree does not know loses its form and keeps its words", () => {
    const doc = { type: "doc", content: [{ type: "codeBlock", content: [{ type: "text", text: "rm" }] }, { type: "bulletList", content: [{ type: "listItem", content: [{ type: "paragraph", content: [{ type: "text", text: "a" }] }, { type: "paragraph", content: [{ type: "text", text: "b", marks: [{ type: "strike" }] }] }] }] }] };
    expect(bodyOfDoc(doc)).toEqual([
      { block: "paragraph", pieces: [text("rm")] },
      { block: "bullets", items: [[text("a"), { piece: "break" }, text("b")]] },
    ]);
  });

  test("a link that leads nowhere allowed is not kept, and a variable is no link", () => {
    const bad = { type: "paragraph", content: [{ type: "text", text: "x", marks: [{ type: "link", attrs: { href: "javascript:alert(1)" } }] }, { type: "variable", attrs: { variable: "customer_name", fallback: "" }, marks: [{ type: "link", attrs: { href: "https://x.example" } }] }] };
    expect(bodyOfDoc({ type: "doc", content: [bad] })).toEqual([{ block: "paragraph", pieces: [text("x"), variable("customer_name")] }]);
  });
});

describe("a line and its document", () => {
  test("a line comes back without marks, links and breaks", () => {
    for (const seed of SEEDS) {
      const pieces = anyPieces(chance(seed));
      const node = Node.fromJSON(lineSchema, docOfLine(pieces));
      node.check();
      const back = lineOfDoc(node.toJSON());
      expect(back, `seed ${seed}`).toEqual(plain(pieces));
      expect(back.every((piece) => piece.piece !== "break" && !piece.bold && !piece.italic)).toBe(true);
    }
  });
});

describe("links", () => {
  test("lead to the web, to mail, to a phone, or to the conversation", () => {
    for (const link of ["https://a.example/x", "http://a.example", "mailto:a@b.example", "tel:+15550100", CONVERSATION_LINK]) expect(allowedLink(link), link).toBe(true);
    for (const link of ["javascript:alert(1)", "data:text/html,x", "https://", "ftp://a", "//a.example", "/a", "https://a.example/ x", "https://a\u0000b", "https://a.example/<b>", "https://a.example/{{x}}", `https://a.example/${"a".repeat(2_000)}`, "{{customer_name}}", " https://a.example", ""]) expect(allowedLink(link), link).toBe(false);
  });

  test("are made of what a person types", () => {
    expect(linkOf(" help.example.org/faq ")).toBe("https://help.example.org/faq");
    expect(linkOf("a@b.example")).toBe("mailto:a@b.example");
    expect(linkOf("+44 20 7946 0182")).toBe("tel:+442079460182");
    expect(linkOf("example.org:8080/x")).toBe("https://example.org:8080/x");
    for (const typed of ["", "javascript:alert(1)", "word", "data:x", "a b.example"]) expect(linkOf(typed), typed).toBeNull();
  });
});
