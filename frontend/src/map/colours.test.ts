import { expect, test } from "vitest";
import { colourOfCluster, colourOfGenre, rgbOf } from "./colours";

test("the conversion agrees with known colours", () => {
  expect(rgbOf(1, 0, 0)).toEqual([255, 255, 255]);
  expect(rgbOf(0, 0, 0)).toEqual([0, 0, 0]);
  expect(rgbOf(0.62796, 0.25768, 29.234)).toEqual([255, 0, 0]);
});

test("genres and clusters can be told apart, and are lighter in the dark", () => {
  expect(colourOfGenre("Rock", false)).not.toEqual(colourOfGenre("Jazz", false));
  expect(colourOfCluster(0, true)).not.toEqual(colourOfCluster(1, true));
  const sum = (colour: number[]) => colour.reduce((one, other) => one + other);
  expect(sum(colourOfGenre("Rock", true))).toBeGreaterThan(sum(colourOfGenre("Rock", false)));
});
