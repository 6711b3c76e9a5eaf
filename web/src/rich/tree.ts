/** A mail's words as a checked tree, and the same as the document that the editor holds. Nothing here
    is HTML: what is no part of the tree cannot be kept, sent or shown. Pure. */

import type { Block, Piece } from "../api/types";

export type { Block, Piece } from "../api/types";
type TextPiece = Extract<Piece, { piece: "text" }>;
type VariablePiece = Extract<Piece, { piece: "variable" }>;

/** A node of the editor's document, as far as the tree needs it. */
export interface DocNode {
  type?: string;
  attrs?: Record<string, unknown> | undefined;
  content?: DocNode[] | undefined;
  marks?: { type: string; attrs?: Record<string, unknown> | undefined }[] | undefined;
  text?: string | undefined;
}

/** A link to the conversation that the mail is about; the server puts the address in. */
export const CONVERSATION_LINK = "{{conversation_url}}";

const LINK_CHARACTERS_MAX = 2_000;

/** Where a link of a mail may lead; the desk checks the same. */
export function allowedLink(link: string): boolean {
  if (link === CONVERSATION_LINK) return true;
  // oxlint-disable-next-line no-control-regex -- blanks and control characters hide where a link leads
  if (!/^(https?:\/\/[^/]|mailto:.|tel:.)/i.test(link) || /[\u0000-\u0020\u007f-\u009f\s<>"`\\{}|^]/.test(link)) return false;
  return link.length <= LINK_CHARACTERS_MAX && URL.canParse(link);
}

/** Puts the scheme before what a person types without one; null when it leads nowhere allowed. */
export function linkOf(typed: string): string | null {
  const link = typed.trim();
  if (link === "") return null;
  if (allowedLink(link)) return link;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(link)) return `mailto:${link}`;
  if (/^\+[\d\s().-]{5,}$/.test(link)) return `tel:${link.replaceAll(/[^\d+]/g, "")}`;
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(link)) return null;
  const web = `https://${link}`;
  return /^[^\s/]+\.[^\s/]+/.test(link) && allowedLink(web) ? web : null;
}

export function text(words: string, marks: { bold?: boolean; italic?: boolean; link?: string | null } = {}): TextPiece {
  return { piece: "text", text: words, bold: marks.bold ?? false, italic: marks.italic ?? false, link: marks.link ?? null };
}

export function variable(name: string, fallback = "", marks: { bold?: boolean; italic?: boolean } = {}): VariablePiece {
  return { piece: "variable", variable: name, fallback, bold: marks.bold ?? false, italic: marks.italic ?? false };
}

/** The document that shows a body. An empty body is one empty paragraph to write in. */
export function docOfBody(blocks: readonly Block[]): DocNode {
  const content = blocks.map(nodeOf);
  return { type: "doc", content: content.length === 0 ? [{ type: "paragraph" }] : content };
}

/** The document of a line: one paragraph without marks. */
export function docOfLine(pieces: readonly Piece[]): DocNode {
  return { type: "doc", content: [paragraph(plain(pieces))] };
}

function nodeOf(block: Block): DocNode {
  switch (block.block) {
    case "paragraph":
      return paragraph(block.pieces);
    case "heading":
      return { ...paragraph(block.pieces), type: "heading", attrs: { level: 2 } };
    case "bullets":
      return { type: "bulletList", content: items(block.items) };
    case "numbers":
      return { type: "orderedList", content: items(block.items) };
  }
}

function items(all: readonly Piece[][]): DocNode[] {
  // A list without an item cannot be drawn.
  const shown = all.length === 0 ? [[]] : all;
  return shown.map((pieces) => ({ type: "listItem", content: [paragraph(pieces)] }));
}

function paragraph(pieces: readonly Piece[]): DocNode {
  const content = pieces.flatMap(inline);
  return content.length === 0 ? { type: "paragraph" } : { type: "paragraph", content };
}

function inline(piece: Piece): DocNode[] {
  switch (piece.piece) {
    case "break":
      return [{ type: "hardBreak" }];
    case "variable":
      return [{ type: "variable", attrs: { variable: piece.variable, fallback: piece.fallback }, ...marksOf(piece, null) }];
    case "text":
      return piece.text === "" ? [] : [{ type: "text", text: piece.text, ...marksOf(piece, piece.link) }];
  }
}

function marksOf({ bold, italic }: { bold: boolean; italic: boolean }, link: string | null): Pick<DocNode, "marks"> {
  const marks = [...(link === null ? [] : [{ type: "link", attrs: { href: link } }]), ...(bold ? [{ type: "bold" }] : []), ...(italic ? [{ type: "italic" }] : [])];
  return marks.length === 0 ? {} : { marks };
}

/** The body that a document shows. What the tree does not know is left out, its words stay. */
export function bodyOfDoc(doc: DocNode): Block[] {
  return normalBody((doc.content ?? []).flatMap(blockOf));
}

/** The line that a document shows. */
export function lineOfDoc(doc: DocNode): Piece[] {
  return plain((doc.content ?? []).flatMap((node) => piecesOf(node)));
}

function blockOf(node: DocNode): Block[] {
  switch (node.type) {
    case "heading":
      return [{ block: "heading", pieces: piecesOf(node) }];
    case "bulletList":
      return [{ block: "bullets", items: (node.content ?? []).map(itemOf) }];
    case "orderedList":
      return [{ block: "numbers", items: (node.content ?? []).map(itemOf) }];
    default:
      return [{ block: "paragraph", pieces: piecesOf(node) }];
  }
}

/** An item has one paragraph; more of them, as from elsewhere, become lines of it. */
function itemOf(item: DocNode): Piece[] {
  return (item.content ?? []).flatMap((node, at): Piece[] => (at === 0 ? piecesOf(node) : [{ piece: "break" }, ...piecesOf(node)]));
}

function piecesOf(node: DocNode): Piece[] {
  switch (node.type) {
    case "hardBreak":
      return [{ piece: "break" }];
    case "variable":
      return [{ piece: "variable", variable: String(node.attrs?.["variable"] ?? ""), fallback: String(node.attrs?.["fallback"] ?? ""), bold: marked(node, "bold"), italic: marked(node, "italic") }];
    case "text":
      return [{ piece: "text", text: node.text ?? "", bold: marked(node, "bold"), italic: marked(node, "italic"), link: linkIn(node) }];
    default:
      return (node.content ?? []).flatMap(piecesOf);
  }
}

function marked(node: DocNode, mark: string): boolean {
  return node.marks?.some((one) => one.type === mark) ?? false;
}

function linkIn(node: DocNode): string | null {
  const href = node.marks?.find((one) => one.type === "link")?.attrs?.["href"];
  return typeof href === "string" && allowedLink(href) ? href : null;
}

/** One way to write every body: neighbours of the same kind are one, and nothing empty stands at its end. */
export function normalBody(blocks: readonly Block[]): Block[] {
  const tidy = blocks.map((block): Block => {
    switch (block.block) {
      case "paragraph":
      case "heading":
        return { ...block, pieces: normalPieces(block.pieces) };
      case "bullets":
      case "numbers":
        return { ...block, items: block.items.length === 0 ? [[]] : block.items.map(normalPieces) };
    }
  });
  const last = tidy.findLastIndex((block) => !isEmpty(block));
  return tidy.slice(0, last + 1);
}

function isEmpty(block: Block): boolean {
  return block.block === "paragraph" || block.block === "heading" ? block.pieces.length === 0 : block.items.every((item) => item.length === 0);
}

function normalPieces(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const before = out.at(-1);
    if (piece.piece !== "text") out.push(piece);
    else if (piece.text === "") continue;
    else if (before?.piece === "text" && before.bold === piece.bold && before.italic === piece.italic && before.link === piece.link) out[out.length - 1] = { ...before, text: before.text + piece.text };
    else out.push(piece);
  }
  return out;
}

/** The pieces as a line has them: no marks, no links, no line breaks. */
export function plain(pieces: readonly Piece[]): Piece[] {
  return normalPieces(
    pieces.map((piece): Piece => {
      switch (piece.piece) {
        case "break":
          return text(" ");
        case "variable":
          return variable(piece.variable, piece.fallback);
        case "text":
          return text(piece.text.replaceAll(/\s*[\r\n]+\s*/g, " "));
      }
    }),
  );
}

/** Every piece of a body in reading order. */
export function piecesIn(blocks: readonly Block[]): Piece[] {
  return blocks.flatMap((block) => (block.block === "bullets" || block.block === "numbers" ? block.items.flat() : block.pieces));
}

export function variablesIn(pieces: readonly Piece[]): string[] {
  return [...new Set(pieces.flatMap((piece) => (piece.piece === "variable" ? [piece.variable] : [])))];
}

/** Pieces as one writes them: variables in their braces. */
export function written(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.piece === "text" ? piece.text : piece.piece === "break" ? "\n" : `{{${piece.variable}}}`)).join("");
}

/** A body in a few lines of plain text: for telling what changed. */
export function writtenBody(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.block) {
        case "paragraph":
        case "heading":
          return written(block.pieces);
        case "bullets":
          return block.items.map((item) => `• ${written(item)}`).join("\n");
        case "numbers":
          return block.items.map((item, at) => `${at + 1}. ${written(item)}`).join("\n");
      }
    })
    .join("\n");
}
