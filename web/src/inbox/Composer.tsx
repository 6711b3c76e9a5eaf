import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { command, sentenceOf } from "../api/client";
import { cache, meQuery } from "../api/queries";
import { useShortcut } from "../app/shortcuts";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { toast } from "../ui/toasts";
import { draftOf, keepDraft } from "./drafts";
import { NOTE_CHARS_MAX, noteLength, type NoteLength } from "./note";

/** A draft is kept this long after the last letter. */
const KEEP_AFTER_MS = 400;

/** Where a note is written. What is written stays when one leaves, reloads or loses the connection. */
export function Composer({ conversation, reason }: { conversation: number; reason: string | null | undefined }) {
  const mine = cache.getQueryData(meQuery.queryKey)?.teammate ?? 0;
  const [words, setWords] = useState(() => draftOf(mine, conversation));
  const field = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(words);
  const hint = useId();
  const length = noteLength(words);
  const send = useMutation({
    mutationFn: (body: string) => command({ do: "add_note", conversation, body }),
    onSuccess: (_, body) => {
      // Only what was sent is taken away; what was typed meanwhile stays.
      if (latest.current.trim() === body) write("");
      keepDraft(mine, conversation, latest.current);
      void cache.invalidateQueries({ queryKey: ["conversation", conversation] });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
  const write = (next: string) => {
    latest.current = next;
    setWords(next);
  };
  useEffect(() => {
    const due = window.setTimeout(() => keepDraft(mine, conversation, words), KEEP_AFTER_MS);
    return () => window.clearTimeout(due);
  }, [mine, conversation, words]);
  // Leaving before the time is up keeps it as well.
  useEffect(() => () => keepDraft(mine, conversation, latest.current), [mine, conversation]);
  useShortcut("n", t("inbox.note.key"), t("inbox.thread.keys"), () => field.current?.focus());
  const why = reason ?? whyNot(length);
  const submit = () => {
    if (!why && !send.isPending) send.mutate(words.trim());
  };
  return (
    <form
      className={length.is === "too_long" ? "composer bad" : length.is === "empty" ? "composer is-empty" : "composer"}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={words}
        aria-label={t("inbox.note.label")}
        aria-describedby={hint}
        {...(length.is === "too_long" ? { "aria-invalid": true } : {})}
        placeholder={t("inbox.note.placeholder")}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            submit();
          }
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <div className="cb">
        <span className={length.is === "too_long" ? "hint bad grow" : "hint grow"} id={hint}>
          {length.is === "too_long" && whyNot(length)}
          {length.is === "near" && t("inbox.note.left", { count: length.left })}
          {length.is === "fine" && t("inbox.note.kept")}
        </span>
        {length.is !== "empty" && (
          <kbd className="wide" aria-hidden="true">
            Ctrl Enter
          </kbd>
        )}
        <Button type="submit" kind="primary" size="s" reason={why} busy={send.isPending}>
          {send.isPending ? t("inbox.note.adding") : t("inbox.note.add")}
        </Button>
      </div>
    </form>
  );
}

function whyNot(length: NoteLength): string | null {
  switch (length.is) {
    case "empty":
      return t("inbox.note.empty");
    case "too_long":
      return t("inbox.note.too_long", { max: NOTE_CHARS_MAX.toLocaleString("en"), now: length.count.toLocaleString("en") });
    case "fine":
    case "near":
      return null;
  }
}
