import { type Editor, useEditorState } from "@tiptap/react";
import { useRef, useState } from "react";
import { t } from "../texts";
import { Button, IconButton } from "../ui/Button";
import { Input } from "../ui/fields";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { CONVERSATION_LINK, linkOf } from "./tree";

/** Makes what is marked a link, changes one, takes one away. */
export function LinkButton({ editor, reason }: { editor: Editor; reason: string | null }) {
  const [open, setOpen] = useState(false);
  const chosen = useRef<{ href: string | null } | null>(null);
  const now = useEditorState({
    editor,
    selector: ({ editor: one }) => ({ href: one.isActive("link") ? String(one.getAttributes("link")["href"] ?? "") : null, marked: !one.state.selection.empty }),
  });
  const why = reason ?? (now.href === null && !now.marked ? t("rich.link.mark_first") : null);
  const button = <IconButton icon="link" label={t("rich.link.button")} aria-pressed={now.href !== null} reason={why} />;
  if (why) return button;
  const set = (href: string | null) => {
    chosen.current = { href };
    setOpen(false);
  };
  const apply = (event: Event) => {
    if (chosen.current === null) return;
    const { href } = chosen.current;
    chosen.current = null;
    event.preventDefault();
    const chain = editor.chain().focus().extendMarkRange("link");
    (href === null ? chain.unsetMark("link") : chain.setMark("link", { href })).run();
  };
  return (
    <Popover open={open} onOpenChange={setOpen} trigger={button} label={t("rich.link.button")} onClosed={apply}>
      <LinkForm href={now.href} onSet={set} />
    </Popover>
  );
}

function LinkForm({ href, onSet }: { href: string | null; onSet: (href: string | null) => void }) {
  const [typed, setTyped] = useState(href === CONVERSATION_LINK ? "" : (href ?? ""));
  const [wrong, setWrong] = useState(false);
  const submit = () => {
    const link = linkOf(typed);
    if (link === null) setWrong(true);
    else onSet(link);
  };
  return (
    <div className="link-form">
      <Input
        aria-label={t("rich.link.to")}
        placeholder={t("rich.link.like")}
        value={typed}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? "link-wrong" : undefined}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          submit();
        }}
      />
      {wrong && (
        <p className="hint bad" id="link-wrong" role="alert">
          <Icon name="warn" />
          {t("rich.link.wrong")}
        </p>
      )}
      <div className="row">
        <Button size="s" kind="primary" onClick={submit}>
          {t("rich.link.set")}
        </Button>
        <Button size="s" onClick={() => onSet(CONVERSATION_LINK)} aria-pressed={href === CONVERSATION_LINK}>
          {t("rich.link.conversation")}
        </Button>
        {href !== null && (
          <Button size="s" kind="plain" onClick={() => onSet(null)}>
            {t("rich.link.remove")}
          </Button>
        )}
      </div>
    </div>
  );
}
