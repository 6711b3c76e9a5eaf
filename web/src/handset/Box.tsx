import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { useMoving } from "./moving";

/** The body of the handset: it moves, keeps the focus that it has, and tells the page how high it is. */
export function Box({ kind, label, top, children }: { kind: "ringing" | "call" | "wrap"; label: string; top: ReactNode; children: ReactNode }) {
  const box = useRef<HTMLElement>(null);
  const moving = useMoving(box);
  useRoom(box);
  useFocusKept(box);
  return (
    <section
      ref={box}
      className={kind === "ringing" ? "handset placed is-ringing" : "handset placed"}
      aria-label={label}
      tabIndex={-1}
      style={moving.style}
      data-handset={kind}
    >
      <div className="top">
        <button type="button" className="grip" aria-label={t("phone.call.move")} {...moving.grip}>
          <Icon name="grip" />
        </button>
        {top}
      </div>
      {children}
    </section>
  );
}

/** Puts the focus where one acts first: Answer while it rings. */
export function reach(): void {
  const box = document.querySelector<HTMLElement>(".handset.placed");
  (box?.querySelector<HTMLElement>("[data-first]") ?? box)?.focus();
}

/** The button that was pressed may be gone with its state: who was in the handset stays in it. */
function useFocusKept(box: RefObject<HTMLElement | null>): void {
  const inside = useRef(false);
  useEffect(() => {
    const follow = (event: FocusEvent) => {
      inside.current = event.target instanceof Node && (box.current?.contains(event.target) ?? false);
    };
    document.addEventListener("focusin", follow);
    return () => document.removeEventListener("focusin", follow);
  }, [box]);
  useLayoutEffect(() => {
    // A focus whose element vanished has fallen back to the page itself.
    if (inside.current && document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  });
}

/** Says how high the handset is, so that the page can leave room where it would lie over something. */
function useRoom(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const page = document.documentElement;
    const measure = () => page.style.setProperty("--handset-room", `${box.current?.offsetHeight ?? 0}px`);
    const watching = new ResizeObserver(measure);
    if (box.current) watching.observe(box.current);
    measure();
    page.dataset["handset"] = "shown";
    return () => {
      watching.disconnect();
      page.style.removeProperty("--handset-room");
      delete page.dataset["handset"];
    };
  }, [box]);
}
