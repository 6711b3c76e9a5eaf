import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../ui/Icon";

/** Documents one below the other; each line leads to its page. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className="set-rows" aria-label={label}>
      {children}
    </ul>
  );
}

export function Row({ to, mark, title, words, end }: { to: string; mark?: ReactNode; title: string; words?: ReactNode; end?: ReactNode }) {
  return (
    <li>
      <Link to="/settings/$" params={{ _splat: to }} className="rows-line">
        {mark}
        <span className="grow rows-words">
          <span className="med cut">{title}</span>
          {words && <span className="small t3 cut">{words}</span>}
        </span>
        {end}
        <Icon name="right" />
      </Link>
    </li>
  );
}
