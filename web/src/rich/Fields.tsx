import "./rich.css";
import { type Editor, EditorContent, useEditorState } from "@tiptap/react";
import { type FocusEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { t } from "../texts";
import { IconButton } from "../ui/Button";
import { useForm } from "../ui/form/context";
import { Icon, type IconName } from "../ui/Icon";
import type { VariableView } from "../api/types";
import { bodyExtensions, lineExtensions } from "./extensions";
import { LinkButton } from "./LinkButton";
import { type Block, bodyOfDoc, docOfBody, docOfLine, lineOfDoc, type Piece } from "./tree";
import { TreeView } from "./TreeView";
import { useRich } from "./useRich";
import { VariableButton } from "./VariableButton";
import { VariableStrip } from "./VariableStrip";

interface Own<T> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  variables: readonly VariableView[];
  hint?: string | undefined;
  /** What is wrong, in words; shown once the field was left or Save was pressed. */
  wrong?: string | null | undefined;
  placeholder?: string;
}

/** A line with variables: a subject, a title. */
export function LineField({ label, value, onChange, variables, hint, wrong, placeholder }: Own<Piece[]>) {
  const frame = useFrame(wrong, hint);
  const fallbackOf = useFallbacks(variables);
  const [extensions] = useState(() => () => lineExtensions(placeholder, fallbackOf));
  const editor = useRich({ value, onChange, extensions, docOf: docOfLine, valueOf: lineOfDoc, ...frame.wiring, lines: "one" });
  return (
    <Labelled frame={frame} label={label} editor={editor} end={<VariableButton editor={editor} variables={variables} reason={frame.reason} />}>
      <div className={frame.className} onBlur={frame.leave}>
        <EditorContent editor={editor} className="rich-line" />
      </div>
      <VariableStrip editor={editor} variables={variables} locked={frame.wiring.locked} />
    </Labelled>
  );
}

/** A body: paragraphs, headings, lists, bold, italic, links and variables. */
export function BodyField({ label, value, onChange, variables, hint, wrong, placeholder }: Own<Block[]>) {
  const frame = useFrame(wrong, hint);
  const fallbackOf = useFallbacks(variables);
  const [extensions] = useState(() => () => bodyExtensions(placeholder, fallbackOf));
  const [shown, setShown] = useState<"write" | "preview">("write");
  const editor = useRich({ value, onChange, extensions, docOf: docOfBody, valueOf: bodyOfDoc, ...frame.wiring, lines: "many" });
  return (
    <Labelled frame={frame} label={label} editor={editor}>
      <div className={frame.className} onBlur={frame.leave}>
        <div className="tb">
          <Tools editor={editor} reason={shown === "preview" ? t("rich.in_preview") : frame.reason} />
          <span className="grow" />
          <VariableButton editor={editor} variables={variables} reason={shown === "preview" ? t("rich.in_preview") : frame.reason} />
          <IconButton icon="eye" label={t("rich.preview")} aria-pressed={shown === "preview"} onClick={() => setShown(shown === "write" ? "preview" : "write")} />
        </div>
        {shown === "preview" ? (
          <div className="rich-body rich-preview" role="region" aria-label={t("rich.preview_of", { label })}>
            <TreeView blocks={value} variables={variables} />
            <p className="hint">{t("rich.preview_words")}</p>
          </div>
        ) : (
          <EditorContent editor={editor} className="rich-body" />
        )}
      </div>
      {shown === "write" && <VariableStrip editor={editor} variables={variables} locked={frame.wiring.locked} />}
    </Labelled>
  );
}

/** The editor is made once; the variables may be fetched after it. */
function useFallbacks(variables: readonly VariableView[]): (name: string) => string {
  const known = useRef(variables);
  useEffect(() => {
    known.current = variables;
  }, [variables]);
  return useCallback((name: string) => known.current.find((one) => one.variable === name)?.fallback ?? "", []);
}

/** Name, state and what is said about a field. */
function useFrame(wrong: string | null | undefined, hint: string | undefined) {
  const id = useId();
  const { locked, attempted } = useForm();
  const [left, setLeft] = useState(false);
  const shown = wrong && (left || attempted) ? wrong : null;
  const said = [shown || hint ? `${id}-said` : null, locked?.id].filter(Boolean).join(" ");
  return {
    id,
    hint,
    wrong: shown,
    reason: locked?.reason ?? null,
    // On the way to Save nothing moves under the pointer: Save says what is wrong itself.
    leave: (event: FocusEvent) => !isSubmit(event.relatedTarget) && setLeft(true),
    className: ["rich", shown ? "bad" : "", locked ? "locked" : ""].filter(Boolean).join(" "),
    wiring: { labelledBy: id, describedBy: said === "" ? undefined : said, wrong: shown !== null, locked: locked !== null },
  };
}

function isSubmit(next: EventTarget | null): boolean {
  return next instanceof HTMLButtonElement && next.type === "submit";
}

function Labelled({ frame, label, editor, end, children }: { frame: ReturnType<typeof useFrame>; label: string; editor: Editor; end?: ReactNode; children: ReactNode }) {
  return (
    <div className="labelled rich-field">
      <div className="rich-label">
        {/* A text box that is no input has no label element; a press on its name goes there all the same. */}
        <span className="label" id={frame.id} onPointerUp={() => editor.commands.focus()}>
          {label}
        </span>
        {end}
      </div>
      {children}
      {frame.wrong ? (
        <p className="hint bad" id={`${frame.id}-said`}>
          <Icon name="warn" />
          {frame.wrong}
        </p>
      ) : (
        frame.hint && (
          <p className="hint" id={`${frame.id}-said`}>
            {frame.hint}
          </p>
        )
      )}
    </div>
  );
}

type Tool = { icon: IconName; name: "bold" | "italic" | "heading" | "bullets" | "numbers"; press: (editor: Editor) => void };
const TOOLS: readonly Tool[] = [
  { icon: "bold", name: "bold", press: (editor) => editor.chain().focus().toggleBold().run() },
  { icon: "italic", name: "italic", press: (editor) => editor.chain().focus().toggleItalic().run() },
  { icon: "heading", name: "heading", press: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run() },
  { icon: "list", name: "bullets", press: (editor) => editor.chain().focus().toggleBulletList().run() },
  { icon: "numbers", name: "numbers", press: (editor) => editor.chain().focus().toggleOrderedList().run() },
];

function Tools({ editor, reason }: { editor: Editor; reason: string | null }) {
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({ bold: now.isActive("bold"), italic: now.isActive("italic"), heading: now.isActive("heading"), bullets: now.isActive("bulletList"), numbers: now.isActive("orderedList") }),
  });
  return (
    <div className="row rich-tools" role="toolbar" aria-label={t("rich.tools")}>
      {TOOLS.map((tool) => (
        <IconButton key={tool.name} icon={tool.icon} label={t(`rich.tool.${tool.name}`)} aria-pressed={on[tool.name]} reason={reason} onMouseDown={(event) => event.preventDefault()} onClick={() => tool.press(editor)} />
      ))}
      <LinkButton editor={editor} reason={reason} />
    </div>
  );
}
