import { expect, test } from "vitest";
import { findPlaces, placeLabels } from "./labels";
import { MapPoints } from "./map_points";
import { PointGrid } from "./point_grid";
import { fitView } from "./view";

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

test("of two names at one place the larger cluster's is shown", () => {
  const places = findPlaces(POINTS.xs, POINTS.ys, POINTS.clusters);
  expect(places.get(1)).toEqual({ x: POINTS.xs[2], y: 0 });
  const named = [
    { cluster: 1, name: "Small", size: 2, x: 0, y: 0 },
    { cluster: 2, name: "Large", size: 9, x: 0.01, y: 0 },
    { cluster: 3, name: "Far", size: 1, x: 0.6, y: 0.6 },
  ];
  expect(placeLabels(named, fitView(SIZE), SIZE).map((label) => label.name)).toEqual(["Large", "Far"]);
});
