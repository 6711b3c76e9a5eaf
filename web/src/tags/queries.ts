/** Reads and changes of tags. */
import { queryOptions, useMutation } from "@tanstack/react-query";
import { request, sentenceOf } from "../api/client";
import type { TagView } from "../api/model";
import { cache } from "../api/queries";
import { toast } from "../ui/toasts";

export const tagsQuery = queryOptions({
  queryKey: ["tags"],
  queryFn: ({ signal }) => request<TagView[]>("GET", "/tags", { signal }),
});

export type Tagging = { do: "tag" | "untag"; tag: number } | { do: "create"; name: string };

/** Puts a tag on a conversation or takes it off; a new one is made first. */
export function useTagging(conversation: number) {
  return useMutation({
    mutationFn: async (what: Tagging) => {
      const tag = what.do === "create" ? (await request<{ id: number }>("POST", "/tags", { body: { name: what.name } })).id : what.tag;
      await request(what.do === "untag" ? "DELETE" : "POST", `/conversations/${conversation}/tags/${tag}`);
    },
    // The tag may have been made even where putting it on was refused.
    onSettled: (_, __, what) => {
      void cache.invalidateQueries({ queryKey: ["conversation", conversation] });
      if (what.do === "create") void cache.invalidateQueries({ queryKey: tagsQuery.queryKey });
    },
    onError: (error) => toast(sentenceOf(error), { tone: "bad" }),
  });
}
