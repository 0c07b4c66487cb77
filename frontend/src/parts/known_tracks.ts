/** Tracks that are known by their ids, as an address or the map names them: each is asked for once. */
import { getTrack, type Track } from "../api/calls";

const MOST = 500;

const known = new Map<number, Promise<Track>>();

/** Returns the track `id`; one that cannot be had rejects, and is asked for again the next time. */
export function findTrack(id: number): Promise<Track> {
  const found = known.get(id);
  if (found) return found;
  const asked = getTrack(id);
  asked.catch(() => known.delete(id));
  keep(id, asked);
  return asked;
}

/** Returns the tracks `ids`, in their order. */
export function findTracks(ids: readonly number[]): Promise<Track[]> {
  return Promise.all(ids.map(findTrack));
}

/** Takes note of a track that has come another way. */
export function remember(track: Track): void {
  keep(track.id, Promise.resolve(track));
}

function keep(id: number, track: Promise<Track>): void {
  known.set(id, track);
  if (known.size > MOST) known.delete(known.keys().next().value!);
}
