import { IconButton } from "./Button";
import { Icon } from "./Icon";
import { dismiss, type Toast, useToasts } from "./toasts";

/** Stands once on the page, in the frame. What it shows is said by the live region. */
export function Toasts({ label, dismissLabel }: { label: string; dismissLabel: string }) {
  const toasts = useToasts();
  if (toasts.length === 0) return null;
  return (
    <section className="toasts" aria-label={label}>
      {toasts.map((one) => (
        <div key={one.id} className="toast">
          <Mark tone={one.tone} />
          <span className="toast-words">{one.words}</span>
          {one.act && (
            <button
              type="button"
              className="btn plain s"
              onClick={() => {
                one.act?.press();
                dismiss(one.id);
              }}
            >
              {one.act.label}
            </button>
          )}
          <IconButton icon="x" label={dismissLabel} onClick={() => dismiss(one.id)} />
        </div>
      ))}
    </section>
  );
}

function Mark({ tone }: { tone: Toast["tone"] }) {
  if (tone === "good") return <Icon name="check" className="good" />;
  if (tone === "bad") return <Icon name="warn" className="bad" />;
  return <Icon name="info" />;
}
