/** Tracks that an address names by their ids: each is asked for once. */
import { getTrack, type Track } from "../api/calls";

const known = new Map<number, Promise<Track>>();

/** Returns the track `id`. */
export function findTrack(id: number): Promise<Track> {
  const found = known.get(id) ?? getTrack(id);
  known.set(id, found);
  // What failed may succeed the next time.
  found.catch(() => known.delete(id));
  return found;
}

/** Returns the tracks `ids`, in their order. */
export function findTracks(ids: readonly number[]): Promise<Track[]> {
  return Promise.all(ids.map(findTrack));
}

/** Takes note of a track that has come another way. */
export function remember(track: Track): void {
  known.set(track.id, Promise.resolve(track));
}
