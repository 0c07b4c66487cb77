import { expect, test } from "vitest";
import type { Genre } from "../api/calls";
import { genresAbove, genresBelow } from "./genres.svelte";

const genre = (id: number, parent: number | null, tracks: number): Genre => ({
  id,
  title: `G${id}`,
  parent,
  top_level: 1,
  tracks,
});
const all = [genre(1, null, 9), genre(2, 1, 3), genre(3, 1, 5), genre(4, 2, 1), genre(5, 77, 20)];

test("genres below another come by their number of tracks", () => {
  expect(genresBelow(all, 1).map((one) => one.id)).toEqual([3, 2]);
});

test("a genre whose parent has no tracks stands at the top", () => {
  expect(genresBelow(all, null).map((one) => one.id)).toEqual([5, 1]);
});

test("the way to a genre begins at the top", () => {
  expect(genresAbove(all, all[3]!).map((one) => one.id)).toEqual([1, 2]);
  expect(genresAbove(all, all[0]!)).toEqual([]);
});
