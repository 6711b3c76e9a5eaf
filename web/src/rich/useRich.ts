import type { Extensions } from "@tiptap/core";
import { type Editor, useEditor } from "@tiptap/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { same } from "../settings/draft";
import type { DocNode } from "./tree";

interface Wiring<T> {
  value: T;
  onChange: (value: T) => void;
  extensions: () => Extensions;
  docOf: (value: T) => DocNode;
  valueOf: (doc: DocNode) => T;
  /** The ids of its name and of what is said about it. */
  labelledBy: string;
  describedBy: string | undefined;
  wrong: boolean;
  locked: boolean;
  lines: "one" | "many";
}

/** An editor that shows a value and tells what becomes of it. What it told is not put back into it:
    the caret stays where one writes. */
export function useRich<T>({ value, onChange, extensions, docOf, valueOf, labelledBy, describedBy, wrong, locked, lines }: Wiring<T>): Editor {
  const [kinds] = useState(extensions);
  const [first] = useState(() => docOf(value));
  const told = useRef(value);
  const editorProps = useMemo(
    () => ({
      attributes: {
        role: "textbox",
        "aria-labelledby": labelledBy,
        "aria-multiline": lines === "many" ? "true" : "false",
        ...(describedBy ? { "aria-describedby": describedBy } : {}),
        ...(wrong ? { "aria-invalid": "true" } : {}),
        ...(locked ? { "aria-readonly": "true", tabindex: "0" } : {}),
      },
    }),
    [labelledBy, describedBy, wrong, locked, lines],
  );
  const editor = useEditor({
    extensions: kinds,
    content: first,
    editable: !locked,
    editorProps,
    // The rules stand in rich.css.
    injectCSS: false,
    shouldRerenderOnTransaction: false,
    onUpdate: ({ editor: now }) => {
      told.current = valueOf(now.getJSON() as DocNode);
      onChange(told.current);
    },
  });
  useEffect(() => {
    if (same(told.current, value)) return;
    told.current = value;
    editor.commands.setContent(docOf(value), { emitUpdate: false });
  }, [editor, value, docOf]);
  return editor;
}
