import { expect, test } from "vitest";
import { addressOfBlend, withoutTrack, withTrack } from "./blend.svelte";

test("a track stands on one side only, and once", () => {
  const sides = { like: [1, 2], unlike: [3] };
  expect(withTrack(sides, "unlike", 2)).toEqual({ like: [1], unlike: [3, 2] });
  expect(withTrack(sides, "like", 1)).toEqual({ like: [2, 1], unlike: [3] });
  expect(withoutTrack(sides, 3)).toEqual({ like: [1, 2], unlike: [] });
});

test("a blend has an address, and an empty side is left out of it", () => {
  expect(addressOfBlend({ like: [1, 2], unlike: [] })).toBe("#/blend?like=1%2C2");
});
