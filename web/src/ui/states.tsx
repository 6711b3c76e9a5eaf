/** Empty, loading and failed: designed, not left over. */
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./Button";
import { CordArt, Icon } from "./Icon";

export function Empty({ title, words, children, art = true }: { title: string; words?: string; children?: ReactNode; art?: boolean }) {
  return (
    <div className="empty">
      {art && <CordArt />}
      <h2>{title}</h2>
      {words && <p>{words}</p>}
      {children && <div className="row">{children}</div>}
    </div>
  );
}

/** What failed, what still works, and the way to try again. */
export function Failed({ title, words, again, onAgain }: { title: string; words: string; again: string; onAgain: () => void }) {
  return (
    <div className="empty" role="alert">
      <Icon name="warn" className="bad" />
      <h2>{title}</h2>
      <p>{words}</p>
      <div className="row">
        <Button size="s" onClick={onAgain}>
          {again}
        </Button>
      </div>
    </div>
  );
}

/** A skeleton that comes sooner than this only flickers. */
const SKELETON_AFTER_MS = 300;

export function Loading({ label, rows = 6, children }: { label: string; rows?: number; children?: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const due = window.setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    return () => window.clearTimeout(due);
  }, []);
  return (
    <div className="loading" aria-busy="true">
      <span className="sr">{label}</span>
      {late && (children ?? Array.from({ length: rows }, (_, at) => <SkeletonRow key={at} at={at} />))}
    </div>
  );
}

function SkeletonRow({ at }: { at: number }) {
  return (
    <div className="skel-row" aria-hidden="true">
      <span className="skel square" />
      <span className="grow">
        <span className="skel" style={{ width: `${38 + ((at * 13) % 30)}%` }} />
        <span className="skel" style={{ width: `${62 + ((at * 7) % 26)}%` }} />
      </span>
    </div>
  );
}

export function Banner({ tone, icon, children, action }: { tone?: "warn" | "bad"; icon?: "info" | "warn" | "phone"; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={tone ? `banner ${tone}` : "banner"} role="status">
      <Icon name={icon ?? (tone ? "warn" : "info")} />
      <span className="grow">{children}</span>
      {action}
    </div>
  );
}
