import { useNavigate } from "@tanstack/react-router";

/** Opens a conversation in the view where one is, else in the whole inbox. */
export function useOpening(): (conversation: number) => void {
  const navigate = useNavigate();
  return (conversation) => {
    const view = /^\/inbox\/([^/]+)/.exec(location.pathname)?.[1] ?? "all";
    void navigate({ to: "/inbox/$view/$conversation", params: { view, conversation: String(conversation) }, search: (old) => old });
  };
}
