/** What a list of tracks says about albums, genres and time. */
import { getTracks, type Track, type TrackListing } from "../api/calls";

const PAGE_SIZE = 200;
/** More than this many tracks of one artist are not asked for. */
const MOST_PAGES = 20;

export interface AlbumOfTracks {
  id: number;
  title: string;
  tracks: Track[];
}

/** Returns every track of `listing`, however many pages that takes. */
export async function getAllTracks(listing: TrackListing): Promise<Track[]> {
  const tracks: Track[] = [];
  let cursor: string | undefined;
  for (let asked = 0; asked < MOST_PAGES; asked++) {
    const page = await getTracks({ ...listing, limit: PAGE_SIZE, cursor });
    tracks.push(...page.items);
    cursor = page.next ?? undefined;
    if (!cursor) break;
  }
  return tracks;
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
