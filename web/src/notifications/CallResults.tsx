import "./results.css";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import type { CallNotifications } from "./api";
import { callResultsQuery, whileWaiting } from "./queries";
import { ResultLine } from "./ResultLine";

/** One quiet line on the card of a call; opened, what became of each notification. */
export default function CallResults({ call }: { call: number }) {
  const [open, setOpen] = useState(false);
  const list = useId();
  const results = useQuery({
    ...callResultsQuery(call),
    refetchInterval: (query) => whileWaiting(query.state.data !== undefined && (query.state.data.pending !== null || query.state.data.items.some((one) => one.state === "waiting"))),
  });
  // A call card without them is whole; they are not worth an error in the middle of a conversation.
  if (!results.data || (results.data.items.length === 0 && results.data.pending === null)) return null;
  return (
    <div className="facts call-results">
      <button type="button" className="link row" aria-expanded={open} aria-controls={list} onClick={() => setOpen(!open)}>
        <Icon name={open ? "down" : "right"} />
        {told(results.data)}
      </button>
      {open && (
        <div id={list}>
          {results.data.pending !== null && <p className="t2 small">{results.data.pending}</p>}
          <ul className="results" aria-label={t("notifications.results.of_call")}>
            {results.data.items.map((result) => (
              <ResultLine key={result.id} result={result} of="call" />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** `2 notifications, 1 failed`: what wants to be seen is said without opening it. */
function told({ items, pending }: CallNotifications): string {
  const failed = items.filter((one) => one.state === "failed").length;
  const waiting = items.filter((one) => one.state === "waiting").length;
  if (items.length === 0 && pending !== null) return t("notifications.results.pending");
  const parts: string[] = [t("notifications.results.on_call", { count: items.length })];
  if (failed > 0) parts.push(t("notifications.results.with_failed", { count: failed }));
  if (waiting > 0) parts.push(t("notifications.results.with_waiting", { count: waiting }));
  return parts.join(", ");
}
