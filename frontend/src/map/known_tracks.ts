/** Tracks that the map was asked about, so that a pointer that passes twice asks the service once. */
import { getTrack, type Track } from "../api/calls";

const MOST = 500;

class KnownTracks {
  readonly #asked = new Map<number, Promise<Track>>();

  /** Returns the track; one that cannot be had rejects, and is asked for again the next time. */
  find(trackId: number): Promise<Track> {
    const known = this.#asked.get(trackId);
    if (known) return known;
    const asked = getTrack(trackId);
    asked.catch(() => this.#asked.delete(trackId));
    this.#asked.set(trackId, asked);
    if (this.#asked.size > MOST) this.#asked.delete(this.#asked.keys().next().value!);
    return asked;
  }
}

export const knownTracks = new KnownTracks();
