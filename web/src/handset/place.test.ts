import { expect, test } from "vitest";
import { placed, readPlace, STEP_PX, STRIDE_PX, strideOf, styleOf } from "./place";

const box = { width: 296, height: 240 };
const view = { width: 1280, height: 800 };

test("a handset near the right and lower edge keeps its distance to them", () => {
  expect(placed(900, 500, box, view)).toEqual({ x: { from: "right", px: 84 }, y: { from: "bottom", px: 60 } });
});
test("near the left and upper edge to those", () => {
  expect(placed(60, 20, box, view)).toEqual({ x: { from: "left", px: 60 }, y: { from: "top", px: 20 } });
});
test("it cannot be dragged out of the window", () => {
  expect(placed(-500, 5000, box, view)).toEqual({ x: { from: "left", px: 8 }, y: { from: "bottom", px: 8 } });
});
test("in a window smaller than itself it stands at the edge", () => {
  expect(placed(100, 100, box, { width: 200, height: 100 })).toMatchObject({ x: { px: 8 }, y: { px: 8 } });
});
test("arrows move it a step, with Shift a stride, other keys not at all", () => {
  expect(strideOf("ArrowLeft", false)).toEqual({ x: -STEP_PX, y: 0 });
  expect(strideOf("ArrowDown", true)).toEqual({ x: 0, y: STRIDE_PX });
  expect(strideOf("a", false)).toBeNull();
});
test("its style names the two edges and frees the others", () => {
  const style = styleOf({ x: { from: "right", px: 84 }, y: { from: "top", px: 20 } }, 296);
  expect(style).toMatchObject({ left: "auto", bottom: "auto" });
  expect(style["right"]).toContain("84px");
  expect(style["top"]).toContain("20px");
});
test("a place that was kept is read, anything else is none", () => {
  const place = placed(900, 500, box, view);
  expect(readPlace(JSON.stringify(place))).toEqual(place);
  for (const kept of [null, "", "{", "[]", "5", '{"x":{"from":"left","px":"a"},"y":{"from":"top","px":1}}', '{"x":{"from":"up","px":1},"y":{"from":"top","px":1}}']) {
    expect(readPlace(kept)).toBeNull();
  }
});
