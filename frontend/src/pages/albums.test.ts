import { expect, test } from "vitest";
import type { Track } from "../api/calls";
import { addDurations, countGenres, countShown, groupByAlbum } from "./albums";

const track = (id: number, album: number | null, genre: string | null) =>
  ({
    id,
    album: album && { id: album, title: `B${album}` },
    genre_top: genre,
    duration_seconds: 30,
  }) as unknown as Track;
const tracks = [track(1, 7, "Folk"), track(2, 8, "Rock"), track(3, 7, "Rock"), track(4, null, null)];

test("albums keep the order of their first tracks, and single tracks have none", () => {
  const albums = groupByAlbum(tracks).map((album) => [album.title, album.tracks.map((one) => one.id)]);
  expect(albums).toEqual([
    ["B7", [1, 3]],
    ["B8", [2]],
  ]);
});

test("genres are counted, the most common first", () => {
  expect(countGenres(tracks)).toEqual([
    { title: "Rock", tracks: 2 },
    { title: "Folk", tracks: 1 },
  ]);
});

test("durations add up, and an unknown one adds nothing", () => {
  expect(addDurations([...tracks, { duration_seconds: null } as Track])).toBe(120);
});

test("a list that is cut off says how long it is", () => {
  expect(countShown(4000, 5123)).toBe("The first 4,000 of 5,123 tracks");
  expect(countShown(12, 12)).toBe("12 tracks");
});
