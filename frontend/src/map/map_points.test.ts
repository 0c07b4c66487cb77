import { expect, test } from "vitest";
import { findExtents, placeLabels } from "./labels";
import { MapPoints } from "./map_points";
import { PointGrid } from "./point_grid";
import { fitView, toMap } from "./view";

const SIZE = { width: 800, height: 600 };

function randomly(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

test("the grid finds the same points as a look at all of them", () => {
  const random = randomly(7);
  const xs = Float32Array.from({ length: 3000 }, () => 2 * random() - 1);
  const ys = Float32Array.from({ length: 3000 }, () => 2 * random() - 1);
  const grid = new PointGrid(xs, ys);
  for (let question = 0; question < 50; question++) {
    const at = { x: 2 * random() - 1, y: 2 * random() - 1 };
    const away = (point: number) => Math.hypot(xs[point]! - at.x, ys[point]! - at.y);
    const near = [...xs.keys()].filter((point) => away(point) <= 0.2).sort((a, b) => away(a) - away(b));
    expect(grid.nearestOnes(at, 0.2, 10)).toEqual(near.slice(0, 10));
  }
});

test("nothing within reach is nothing", () => {
  expect(new PointGrid(Float32Array.of(0.9), Float32Array.of(0.9)).nearest({ x: 0, y: 0 }, 0.5)).toBe(-1);
  expect(new PointGrid(new Float32Array(), new Float32Array()).nearest({ x: 0, y: 0 }, 2)).toBe(-1);
});

const POINTS = new MapPoints({
  model: "m",
  ids: [11, 12, 13, 14],
  x: [-1, -0.9, 0.9, 1],
  y: [0, 0, 0, 1],
  clusters: [0, 0, 1, 1],
  genres: [0, 1, 1, -1],
  genre_titles: ["Rock", "Jazz"],
});

test("tracks around a place come nearest first, however far they are", () => {
  expect(POINTS.tracksAround({ x: -1, y: 0.01 }, 3)).toEqual([11, 12, 13]);
  expect(POINTS.tracksAround({ x: 0, y: 0 }, 9)).toHaveLength(4);
});

test("points of one genre have one colour, and shine together", () => {
  const colours = POINTS.colours("genre", false);
  expect(colours.slice(3, 6)).toEqual(colours.slice(6, 9));
  expect(colours.slice(0, 3)).not.toEqual(colours.slice(3, 6));
  expect([...POINTS.lightTracks(new Set([12, 14]))]).toEqual([0, 1, 0, 1]);
  expect(POINTS.countGenres().map(({ title, size }) => `${title} ${size}`)).toEqual(["Jazz 2", "Rock 1"]);
});

const GRID = new PointGrid(POINTS.xs, POINTS.ys);

/** A cluster all of whose tracks lie at one place. */
function at(x: number, y: number) {
  return { x, y, left: x, right: x, bottom: y, top: y };
}

test("a cluster lies where nearly all of its tracks do", () => {
  const xs = Float32Array.from({ length: 101 }, (_, point) => (point === 100 ? 1 : point / 1000));
  const extent = findExtents(xs, new Float32Array(101), new Int32Array(101)).get(0)!;
  expect(extent.x).toBeCloseTo(0.05);
  expect([extent.left, extent.right]).toEqual([xs[5], xs[95]]);
});

test("where names crowd, the first has the first choice and what has no room is not shown", () => {
  const named = ["First", "Second", "Third"].map((name, cluster) => ({
    ...at(0, 0),
    cluster,
    name,
    size: 9 - cluster,
  }));
  const far = { ...at(0.6, 0.6), cluster: 7, name: "Far", size: 1 };
  const labels = placeLabels([...named, far], fitView(SIZE), SIZE, GRID);
  expect(labels.map((label) => label.name)).toEqual(["First", "Second", "Far"]);
  expect(labels[0]!.top).toBeLessThan(SIZE.height / 2);
  expect(labels[1]!.top).toBeGreaterThan(SIZE.height / 2);
});

test("a name stands where it covers the fewest tracks", () => {
  const named = [{ ...at(0, 0), cluster: 0, name: "Name", size: 1 }];
  const above = toMap(fitView(SIZE), SIZE, { x: SIZE.width / 2, y: SIZE.height / 2 - 24 });
  const many = new Array<number>(9);
  const grid = new PointGrid(Float32Array.from(many.fill(above.x)), Float32Array.from(many.fill(above.y)));
  expect(placeLabels(named, fitView(SIZE), SIZE, grid)[0]!.top).toBeGreaterThan(SIZE.height / 2);
});
