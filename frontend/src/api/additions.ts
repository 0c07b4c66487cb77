/** Answers of the API that `schema.d.ts` does not describe yet. */
import type { components } from "./schema";

/** Six numbers from 0 to 1 that tell how a track sounds; `key` goes round the circle of pitch classes. */
export type SoundNumbers = Record<
  "brightness" | "loudness" | "energy" | "noisiness" | "tempo" | "key",
  number
>;

export interface TrackAdditions {
  number?: number | null;
  has_cover?: boolean;
  sound?: SoundNumbers | null;
}

export type OriginAdditions = "radio" | "path" | "blend" | "cluster";

export interface LikedTrack {
  track: components["schemas"]["Track"];
  at: string;
}

export interface MostPlayedTrack {
  track: components["schemas"]["Track"];
  plays: number;
  seconds_heard: number;
  last_played_at: string;
}

/** A list, a page at a time; `next` is the cursor of the page after it. */
export interface Page<T> {
  items: T[];
  next?: string | null;
  total: number;
}

interface Listed<T> {
  get: {
    parameters: { query?: { limit?: number; cursor?: string } };
    responses: { 200: { content: { "application/json": Page<T> } } };
  };
}

export interface PathAdditions {
  "/likes": Listed<LikedTrack>;
  "/history/top": Listed<MostPlayedTrack>;
}
