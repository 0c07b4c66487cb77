/** What a list of tracks says about albums, genres and time. */
import type { Track } from "../api/calls";
import { count } from "../parts/words";

/** More tracks than this of one artist or album are not asked for. */
export const MOST_TRACKS = 4000;

export interface AlbumOfTracks {
  id: number;
  title: string;
  tracks: Track[];
}

/** Returns the albums of `tracks` in the order of their first tracks. */
export function groupByAlbum(tracks: readonly Track[]): AlbumOfTracks[] {
  const albums = new Map<number, AlbumOfTracks>();
  for (const track of tracks) {
    if (!track.album) continue;
    const album = albums.get(track.album.id) ?? { ...track.album, tracks: [] };
    album.tracks.push(track);
    albums.set(album.id, album);
  }
  return [...albums.values()];
}

/** Returns the main genres of `tracks`, the most common first. */
export function countGenres(tracks: readonly Track[]): { title: string; tracks: number }[] {
  const counts = new Map<string, number>();
  for (const { genre_top } of tracks) if (genre_top) counts.set(genre_top, (counts.get(genre_top) ?? 0) + 1);
  return [...counts]
    .map(([title, number]) => ({ title, tracks: number }))
    .sort((a, b) => b.tracks - a.tracks);
}

/** Returns how long `tracks` last together, in seconds. */
export function addDurations(tracks: readonly Track[]): number {
  return tracks.reduce((sum, track) => sum + (track.duration_seconds ?? 0), 0);
}

/** Returns how many tracks there are, and how many of them are here where that is not all. */
export function countShown(shown: number, total: number): string {
  return shown < total
    ? `The first ${shown.toLocaleString("en")} of ${count(total, "track")}`
    : count(total, "track");
}
