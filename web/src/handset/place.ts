// Where on the page the handset stands. It is kept by its distance from the two nearest
// edges, so that it stays in its corner when the window changes. Pure.

/** A distance from an edge, for each direction. */
export interface Place {
  x: { from: "left" | "right"; px: number };
  y: { from: "top" | "bottom"; px: number };
}

export interface Size {
  width: number;
  height: number;
}

/** It never touches the edge of the window. */
const MARGIN_PX = 8;
/** What an arrow key moves; with Shift, the second. */
export const STEP_PX = 8;
export const STRIDE_PX = 64;

/** The place of a box whose corner was moved to `left`, `top`; it stays inside the window. */
export function placed(left: number, top: number, box: Size, view: Size): Place {
  const x = clamp(left, view.width - box.width);
  const y = clamp(top, view.height - box.height);
  const right = Math.max(MARGIN_PX, view.width - box.width - x);
  const bottom = Math.max(MARGIN_PX, view.height - box.height - y);
  return {
    x: x <= right ? { from: "left", px: x } : { from: "right", px: right },
    y: y <= bottom ? { from: "top", px: y } : { from: "bottom", px: bottom },
  };
}

function clamp(at: number, room: number): number {
  return Math.round(Math.max(MARGIN_PX, Math.min(at, room - MARGIN_PX)));
}

/** The place as a style; `min` keeps it inside a window that has become smaller. */
export function styleOf(place: Place, width: number): Record<string, string> {
  const across = `min(${place.x.px}px, calc(100vw - ${width + MARGIN_PX}px))`;
  const down = `min(${place.y.px}px, 60vh)`;
  return { left: "auto", right: "auto", top: "auto", bottom: "auto", [place.x.from]: across, [place.y.from]: down };
}

/** How far an arrow key moves, `null` for other keys. */
export function strideOf(key: string, shift: boolean): { x: number; y: number } | null {
  const far = shift ? STRIDE_PX : STEP_PX;
  switch (key) {
    case "ArrowLeft":
      return { x: -far, y: 0 };
    case "ArrowRight":
      return { x: far, y: 0 };
    case "ArrowUp":
      return { x: 0, y: -far };
    case "ArrowDown":
      return { x: 0, y: far };
    default:
      return null;
  }
}

/** Reads a place that was kept; anything else is none. */
export function readPlace(kept: string | null): Place | null {
  try {
    const found = JSON.parse(kept ?? "null") as Partial<Place> | null;
    const x = found?.x;
    const y = found?.y;
    if (!x || !y || !(x.px >= 0) || !(y.px >= 0)) return null;
    if ((x.from !== "left" && x.from !== "right") || (y.from !== "top" && y.from !== "bottom")) return null;
    return { x: { from: x.from, px: x.px }, y: { from: y.from, px: y.px } };
  } catch {
    return null;
  }
}
