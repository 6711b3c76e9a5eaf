// Moves the handset by pointer and by keys, and keeps where it was put.

import { type CSSProperties, type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from "react";
import { placed, readPlace, strideOf, styleOf, type Place } from "./place";

const KEY = "cordboard.handset";
/** The same width on every screen but a narrow one. */
const WIDTH_PX = 296;

export interface Moving {
  style: CSSProperties;
  grip: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    onDoubleClick: () => void;
  };
}

/** Where the handset stands; without a choice the style sheet decides. */
export function useMoving(box: RefObject<HTMLElement | null>): Moving {
  const [place, setPlace] = useState<Place | null>(() => readPlace(stored()));
  const held = useRef<{ x: number; y: number } | null>(null);
  const moveTo = (left: number, top: number) => {
    const size = box.current?.getBoundingClientRect();
    if (!size) return;
    const next = placed(left, top, size, { width: window.innerWidth, height: window.innerHeight });
    setPlace(next);
    keep(JSON.stringify(next));
  };
  return {
    style: place ? styleOf(place, WIDTH_PX) : {},
    grip: {
      onPointerDown: (event) => {
        const size = box.current?.getBoundingClientRect();
        if (!size) return;
        held.current = { x: event.clientX - size.left, y: event.clientY - size.top };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event) => {
        if (held.current) moveTo(event.clientX - held.current.x, event.clientY - held.current.y);
      },
      onPointerUp: () => {
        held.current = null;
      },
      onKeyDown: (event) => {
        const stride = strideOf(event.key, event.shiftKey);
        const size = box.current?.getBoundingClientRect();
        if (!stride || !size) return;
        event.preventDefault();
        moveTo(size.left + stride.x, size.top + stride.y);
      },
      // Back to where it rests by itself.
      onDoubleClick: () => {
        setPlace(null);
        keep(null);
      },
    },
  };
}

function keep(what: string | null): void {
  try {
    if (what === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, what);
  } catch {
    // Storage can be forbidden; the place then lasts as long as the page.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
