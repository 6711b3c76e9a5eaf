import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";

export interface RowsHandle {
  /** Brings a row into sight and gives its link the focus. */
  focus: (index: number) => void;
}

/** A list of any length: only the rows in sight are drawn. Rows that come or go above the reader
    do not move what is read. */
export function VirtualRows<T>({ rows, keyOf, height, label, end, foot, draw, ref, complete }: {
  rows: readonly T[];
  keyOf: (row: T) => number;
  height: number;
  label: string;
  /** Called when the reader nears the end. */
  end: () => void;
  foot?: ReactNode;
  draw: (row: T) => ReactNode;
  ref?: Ref<RowsHandle>;
  /** Whether these are all: only then is their number told. */
  complete: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 8,
  });
  useSteady(scroller, rows, keyOf, height);
  useImperativeHandle(ref, () => ({
    focus: (index) => {
      virtual.scrollToIndex(index);
      // The row is drawn after the list has scrolled to it.
      requestAnimationFrame(() => requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus()));
    },
  }));
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  const near = rows.length > 0 && last >= rows.length - 10;
  useEffect(() => {
    if (near) end();
  }, [near, rows.length, end]);
  return (
    <div className="scroll" ref={scroller}>
      <ul className="rows" aria-label={label} style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              data-index={item.index}
              aria-setsize={complete ? rows.length : -1}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)`, height }}
            >
              {draw(row)}
            </li>
          );
        })}
      </ul>
      {foot}
    </div>
  );
}

/** The first row in sight, and where the list began on the screen. */
interface Anchor {
  key: number;
  index: number;
  top: number;
}

/** Keeps the first row in sight where it stands on the screen, while the reader has scrolled or
    the pointer is over the list: nobody presses a row that was another a moment ago. */
function useSteady<T>(scroller: React.RefObject<HTMLDivElement | null>, rows: readonly T[], keyOf: (row: T) => number, height: number): void {
  const anchor = useRef<Anchor | null>(null);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const held = anchor.current;
    const top = box.getBoundingClientRect().top;
    if (held !== null && (box.scrollTop > 0 || box.matches(":hover"))) {
      const index = rows.findIndex((row) => keyOf(row) === held.key);
      // By how much rows came above it, and the list was pushed down; scrolling itself is no move.
      const moved = (index - held.index) * height + top - held.top;
      if (index >= 0 && Math.abs(moved) >= 1) box.scrollTop += moved;
    }
    anchor.current = anchorOf(box, rows, keyOf, height);
  });
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    const remember = () => {
      anchor.current = anchorOf(box, rows, keyOf, height);
    };
    box.addEventListener("scroll", remember, { passive: true });
    return () => box.removeEventListener("scroll", remember);
  }, [scroller, rows, keyOf, height]);
}

function anchorOf<T>(box: HTMLElement, rows: readonly T[], keyOf: (row: T) => number, height: number): Anchor | null {
  const index = Math.floor(box.scrollTop / height);
  const row = rows[index];
  return row === undefined ? null : { key: keyOf(row), index, top: box.getBoundingClientRect().top };
}
