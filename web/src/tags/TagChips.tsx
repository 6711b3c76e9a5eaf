import "./tags.css";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ConversationDetail, TagView } from "../api/model";
import { useShortcut } from "../app/shortcuts";
import { mayOf } from "../inbox/may";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { Picker } from "../ui/Picker";
import { Popover } from "../ui/Popover";
import { toast } from "../ui/toasts";
import { choosable, TAG_CHARS_MAX, taken, tidyTag } from "./names";
import { tagsQuery, useTagging } from "./queries";

/** The tags of a conversation, and a way to put on another: an old one, or a new one written there. */
export function TagChips({ detail }: { detail: ConversationDetail }) {
  const [open, setOpen] = useState(false);
  const tagging = useTagging(detail.item.id);
  // Held from the beginning: who types a tag behind its key waits for nothing.
  const tags = useQuery(tagsQuery);
  const reason = mayOf(detail.may, "tag");
  useShortcut("t", t("tags.key"), t("inbox.thread.keys"), () => (reason ? toast(reason) : setOpen(true)));
  return (
    <>
      {detail.item.tags.map((tag) => (
        <span key={tag.id} className="chip tag-chip">
          <Icon name="tag" />
          <span className="cut" title={tag.name}>
            {tag.name}
          </span>
          {!reason && (
            <button type="button" aria-label={t("tags.remove", { name: tag.name })} onClick={() => tagging.mutate({ do: "untag", tag: tag.id })}>
              <Icon name="x" />
            </button>
          )}
        </span>
      ))}
      <Popover
        open={open}
        onOpenChange={(next) => (reason && next ? toast(reason) : setOpen(next))}
        label={t("tags.add")}
        trigger={
          <button type="button" className="chip add" aria-label={t("tags.add")} title={reason ?? t("tags.add")} {...(reason ? { "aria-disabled": true } : {})}>
            <Icon name="plus" />
            {detail.item.tags.length === 0 && t("tags.key")}
          </button>
        }
      >
        <TagPicker detail={detail} tags={tags} tagging={tagging} />
      </Popover>
    </>
  );
}

/** Stays open: one often means several. */
function TagPicker({ detail, tags, tagging }: { detail: ConversationDetail; tags: UseQueryResult<TagView[]>; tagging: ReturnType<typeof useTagging> }) {
  const held = new Set(detail.item.tags.map((tag) => tag.id));
  const choices = choosable(tags.data ?? [], detail.item.tags).map((tag) => ({
    key: String(tag.id),
    words: tag.name,
    mark: (
      <span className={held.has(tag.id) ? "check on" : "check"}>
        <Icon name="check" />
      </span>
    ),
    end: held.has(tag.id) ? <span className="sr">{t("tags.on")}</span> : null,
  }));
  return (
    <Picker
      label={t("tags.search")}
      none={tags.isPending ? t("app.loading") : t("tags.none")}
      choices={choices}
      create={(typed) => {
        const name = tidyTag(typed);
        if (!tags.isSuccess || name === "" || taken(tags.data, name)) return null;
        return { words: t("tags.create", { name }), reason: Array.from(name).length > TAG_CHARS_MAX ? t("tags.create_long", { max: TAG_CHARS_MAX }) : null, run: () => tagging.mutate({ do: "create", name }) };
      }}
      onChoose={(key) => {
        const tag = Number(key);
        tagging.mutate({ do: held.has(tag) ? "untag" : "tag", tag });
      }}
    />
  );
}
