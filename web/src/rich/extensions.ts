/** What the editor may hold: exactly what the tree knows. Whatever else is pasted loses its form and
    keeps its words. */
import { type Extensions, InputRule, Mark, mergeAttributes, Node, PasteRule } from "@tiptap/core";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { Placeholder, UndoRedo } from "@tiptap/extensions";
import { allowedLink } from "./tree";
import { isDynamic, isVariable, PASTED, TYPED } from "./variables";

/** Replaces the braces and the name between them by the variable itself. */
function asVariable(found: RegExpMatchArray): string | null {
  const name = (found[1] ?? "").toLowerCase();
  return isVariable(name) ? name : null;
}

/** A value of the call: one thing, never edited letter by letter. */
export const Variable = Node.create<{ fallbackOf: (name: string) => string }>({
  name: "variable",
  addOptions() {
    return { fallbackOf: () => "" };
  },
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  addAttributes() {
    return {
      variable: { default: "", parseHTML: (element) => element.getAttribute("data-variable") ?? "", renderHTML: (attributes) => ({ "data-variable": String(attributes["variable"]) }) },
      fallback: { default: "", parseHTML: (element) => element.getAttribute("data-fallback") ?? "", renderHTML: (attributes) => ({ "data-fallback": String(attributes["fallback"]) }) },
    };
  },
  parseHTML() {
    return [{ tag: "span[data-variable]", getAttrs: (element) => (isVariable(element.getAttribute("data-variable") ?? "") ? null : false) }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const name = String(node.attrs["variable"]);
    return ["span", mergeAttributes(HTMLAttributes, { class: isDynamic(name) ? "var dyn" : "var" }), `{{${name}}}`];
  },
  renderText({ node }) {
    return `{{${String(node.attrs["variable"])}}}`;
  },
  addInputRules() {
    return [
      new InputRule({
        find: TYPED,
        handler: ({ state, range, match }) => {
          const name = asVariable(match);
          if (name === null) return null;
          const marks = state.storedMarks ?? state.doc.resolve(range.from).marks();
          state.tr.replaceWith(range.from, range.to, this.type.create({ variable: name, fallback: this.options.fallbackOf(name) }, null, marks.filter((mark) => mark.type.name !== "link")));
          return undefined;
        },
      }),
    ];
  },
  addPasteRules() {
    return [
      new PasteRule({
        find: PASTED,
        handler: ({ state, range, match }) => {
          const name = asVariable(match);
          if (name === null) return null;
          state.tr.replaceWith(range.from, range.to, this.type.create({ variable: name, fallback: this.options.fallbackOf(name) }));
          return undefined;
        },
      }),
    ];
  },
});

/** A link goes where the tree allows, and is made by hand alone: no word becomes one by itself. */
export const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes() {
    return { href: { default: null } };
  },
  parseHTML() {
    return [{ tag: "a[href]", getAttrs: (element) => (allowedLink(element.getAttribute("href") ?? "") ? null : false) }];
  },
  renderHTML({ HTMLAttributes }) {
    // Not a way out of the page while one writes.
    const { href, ...rest } = HTMLAttributes;
    return ["a", { ...rest, "data-href": String(href), title: String(href), class: "rich-link" }, 0];
  },
});

const Item = ListItem.extend({ content: "paragraph" });

/** One size of heading: a mail is short. */
const Head = Heading.configure({ levels: [2] });

/** What stands where a variable has no value, unless something else is written: known once they are fetched. */
type FallbackOf = (name: string) => string;

export function bodyExtensions(placeholder = "", fallbackOf: FallbackOf = () => ""): Extensions {
  return [Document, Paragraph, Text, Bold, Italic, Link, Head, BulletList, OrderedList, Item, ListKeymap, HardBreak, Variable.configure({ fallbackOf }), UndoRedo, Placeholder.configure({ placeholder })];
}

const OneLine = Document.extend({
  content: "paragraph",
  addKeyboardShortcuts() {
    const nothing = () => true;
    return { Enter: nothing, "Shift-Enter": nothing, "Mod-Enter": nothing };
  },
});

export function lineExtensions(placeholder = "", fallbackOf: FallbackOf = () => ""): Extensions {
  return [OneLine, Paragraph, Text, Variable.configure({ fallbackOf }), UndoRedo, Placeholder.configure({ placeholder })];
}
