import { expect, test } from "vitest";
import type { Track } from "../api/calls";
import { coverAddress, drawCover } from "./cover_art";
import { hueOfGenre, hueOfTrack } from "./hue";

function track(id: number, album: number | null, genre = "Rock", artist = 1): Track {
  return {
    id,
    title: "T",
    artist: { id: artist, name: "A" },
    album: album && { id: album, title: "B" },
    genre_top: genre,
    status: "ready",
  } as unknown as Track;
}

test("a cover is always the same for a track", () => {
  expect(drawCover(track(1, null))).toEqual(drawCover(track(1, null)));
});

test("tracks of one album share their cover and those of two do not", () => {
  expect(drawCover(track(1, 7))).toEqual(drawCover(track(2, 7)));
  expect(drawCover(track(1, 7))).not.toEqual(drawCover(track(1, 8)));
});

test("every path is drawn with finite numbers", () => {
  for (let id = 1; id <= 200; id++) {
    const { shapes } = drawCover(track(id, null));
    expect(shapes.length).toBeGreaterThan(3);
    for (const shape of shapes) expect(shape.path + shape.fill).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test("artists of one genre stay near its hue", () => {
  for (let artist = 1; artist <= 50; artist++) {
    const away = Math.abs(hueOfTrack(track(1, null, "Electronic", artist)) - hueOfGenre("Electronic"));
    expect(Math.min(away, 360 - away)).toBeLessThanOrEqual(17);
  }
});

test("a genre without a hue of its own gets a steady one", () => {
  expect(hueOfGenre("Glasswork")).toBe(hueOfGenre("glasswork"));
  expect(hueOfGenre(null)).toBe(hueOfGenre(undefined));
});

test("a cover's picture is well formed enough for an address", () => {
  const svg = decodeURIComponent(coverAddress(track(1, 7)).replace("data:image/svg+xml,", ""));
  expect(svg).toMatch(/^<svg .*<\/svg>$/);
  expect(svg.match(/<path /g)).toHaveLength(drawCover(track(1, 7)).shapes.length + 1);
});
