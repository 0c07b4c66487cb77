import { expect, test } from "vitest";
import type { Cluster, SoundTraits, Track } from "../api/calls";
import { clusterCoverAddress, coverAddress, drawCover, knownCoverAddress, meanSound } from "./cover_art";
import { hueOfGenre, hueOfTrack } from "./hue";

const quiet: SoundTraits = { brightness: 0.1, loudness: 0.2, energy: 0, noisiness: 0, tempo: 0.2, key: 0.5 };
const wild: SoundTraits = { brightness: 0.9, loudness: 1, energy: 1, noisiness: 1, tempo: 1, key: 0 };

function track(id: number, album: number | null, sound: SoundTraits | null = quiet, artist = 1): Track {
  return {
    id,
    title: "T",
    artist: { id: artist, name: "A" },
    album: album && { id: album, title: "B" },
    genre_top: "Rock",
    sound,
  } as unknown as Track;
}

test("a cover is always the same for a track", () => {
  expect(coverAddress(track(1, null))).toEqual(coverAddress(track(1, null)));
});

test("a cover that was drawn is known, and one that was not is not", () => {
  coverAddress(track(901, null));
  expect(knownCoverAddress(track(901, null))).toBe(coverAddress(track(901, null)));
  expect(knownCoverAddress(track(902, null))).toBeNull();
});

test("tracks of one album that sound alike share their cover, and those of two albums do not", () => {
  expect(coverAddress(track(1, 7))).toEqual(coverAddress(track(2, 7)));
  expect(coverAddress(track(1, 7))).not.toEqual(coverAddress(track(1, 8)));
});

test("the form follows the sound", () => {
  for (let album = 1; album <= 30; album++) {
    const subject = { name: `album ${album}`, hue: 20 };
    const [calm, loud] = [drawCover({ ...subject, sound: quiet }), drawCover({ ...subject, sound: wild })];
    expect(loud.shapes.length).toBeGreaterThan(calm.shapes.length);
    expect(loud.background.from).not.toBe(calm.background.from);
  }
});

test("every path is drawn with finite numbers, whatever the sound", () => {
  for (let name = 1; name <= 200; name++) {
    for (const sound of [quiet, wild, null]) {
      const { shapes } = drawCover({ name: String(name), hue: 300, sound });
      expect(shapes.length).toBeGreaterThan(2);
      for (const shape of shapes) expect(shape.path + shape.fill).not.toMatch(/NaN|Infinity|undefined/);
    }
  }
});

test("artists of one genre stay near its hue", () => {
  for (let artist = 1; artist <= 50; artist++) {
    const away = Math.abs(hueOfTrack(track(1, null, quiet, artist)) - hueOfGenre("Rock"));
    expect(Math.min(away, 360 - away)).toBeLessThanOrEqual(17);
  }
});

test("a genre without a hue of its own gets a steady one", () => {
  expect(hueOfGenre("Glasswork")).toBe(hueOfGenre("glasswork"));
  expect(hueOfGenre(null)).toBe(hueOfGenre(undefined));
});

test("a cluster is drawn from the sound of its typical tracks", () => {
  const cluster = (sound: SoundTraits) =>
    ({ name: "Rock", genres: [], typical: [track(1, null, sound)] }) as unknown as Cluster;
  expect(clusterCoverAddress(cluster(quiet))).not.toBe(clusterCoverAddress(cluster(wild)));
  expect(meanSound([quiet, wild])?.energy).toBe(0.5);
  expect(meanSound([])).toBeNull();
});

test("a cover's picture is well formed enough for an address", () => {
  const svg = decodeURIComponent(coverAddress(track(1, 7)).replace("data:image/svg+xml,", ""));
  expect(svg).toMatch(/^<svg .*<\/svg>$/);
  expect(svg.match(/<path /g)!.length).toBeGreaterThan(3);
});
