import { expect, test } from "vitest";
import { closeness, drag, fitView, toMap, toScreen, viewOf, zoom } from "./view";

const SIZE = { width: 800, height: 600 };

test("the whole map fits, with y upwards", () => {
  const view = fitView(SIZE);
  const corner = toScreen(view, SIZE, { x: 1, y: 1 });
  expect(corner.x).toBeLessThan(SIZE.width);
  expect(corner.y).toBeGreaterThan(0);
  expect(corner.y).toBeLessThan(SIZE.height / 2);
});

test("a place survives the way to the screen and back", () => {
  const view = { x: 0.2, y: -0.4, scale: 900 };
  const back = toMap(view, SIZE, toScreen(view, SIZE, { x: 0.3, y: -0.5 }));
  expect(back.x).toBeCloseTo(0.3);
  expect(back.y).toBeCloseTo(-0.5);
});

test("what lies under the pointer stays there while zooming", () => {
  const view = fitView(SIZE);
  const at = { x: 500, y: 200 };
  const closer = zoom(view, SIZE, at, 3);
  const before = toMap(view, SIZE, at);
  const after = toMap(closer, SIZE, at);
  expect(after.x).toBeCloseTo(before.x);
  expect(after.y).toBeCloseTo(before.y);
  expect(closeness(closer, SIZE)).toBeCloseTo(3);
});

test("dragging to the right shows what lies to the left, and the map never leaves", () => {
  const view = { x: 0, y: 0, scale: 1000 };
  expect(drag(view, 100, 0).x).toBeCloseTo(-0.1);
  expect(drag(view, 0, 100).y).toBeCloseTo(0.1);
  expect(drag(view, 1e6, 0).x).toBe(-1);
});

test("zooming ends somewhere in both directions", () => {
  const view = fitView(SIZE);
  expect(closeness(zoom(view, SIZE, { x: 0, y: 0 }, 1e-9), SIZE)).toBeCloseTo(0.7);
  expect(closeness(zoom(view, SIZE, { x: 0, y: 0 }, 1e9), SIZE)).toBeCloseTo(400);
});

test("the view on some places shows them all", () => {
  const places = [
    { x: 0.1, y: 0.1 },
    { x: 0.3, y: 0.2 },
  ];
  const view = viewOf(places, SIZE);
  for (const place of places) {
    const { x, y } = toScreen(view, SIZE, place);
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(SIZE.width);
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(SIZE.height);
  }
  expect(closeness(view, SIZE)).toBeGreaterThan(1);
});
