import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ListFilter, ViewName } from "../api/queries";
import { filterOf, type InboxSearch, viewOf } from "./place";

export interface Place {
  view: ViewName;
  conversation: number | null;
  search: InboxSearch;
  filter: ListFilter;
}

/** Where in the inbox one is, read from the address. */
export function usePlace(): Place {
  const params = useParams({ strict: false });
  const search = useSearch({ strict: false }) as InboxSearch;
  const view = viewOf(params.view ?? "all");
  const conversation = /^\d+$/.test(params.conversation ?? "") ? Number(params.conversation) : null;
  const { state, sort } = search;
  const filter = useMemo(() => filterOf(view, { ...(state ? { state } : {}), ...(sort ? { sort } : {}) }), [view, state, sort]);
  return useMemo(() => ({ view, conversation, search, filter }), [view, conversation, search, filter]);
}

/** Moves about in the inbox; what is not named stays as it is. */
export function useGo() {
  const navigate = useNavigate();
  return useMemo(
    () => ({
      conversation: (view: ViewName, id: number) =>
        void navigate({ to: "/inbox/$view/$conversation", params: { view, conversation: String(id) }, search: carried }),
      list: (view: ViewName) => void navigate({ to: "/inbox/$view", params: { view }, search: carried }),
      view: (view: ViewName) => void navigate({ to: "/inbox/$view", params: { view }, search: {} }),
      /** Changes what stands behind the question mark. */
      search: (change: (old: InboxSearch) => InboxSearch, replace = true) =>
        void navigate({ to: ".", search: (old: InboxSearch) => change(old), replace }),
    }),
    [navigate],
  );
}

/** What another conversation keeps of the address: filter and contact panel, not the reasons of a call. */
export function carried(old: InboxSearch): InboxSearch {
  const { panel, ...rest } = old;
  return panel === "contact" ? { ...rest, panel } : rest;
}
