/** The colour of music: a hue for every genre, shaded by artist, so that what sounds alike looks alike. */
import type { Track } from "../api/calls";

/** Hues in degrees of OKLCH for FMA's top-level genres and some below; every other genre gets one from its name. */
const GENRE_HUES: Record<string, number> = {
  rock: 27,
  "soul-rnb": 8,
  pop: 348,
  classical: 305,
  electronic: 275,
  blues: 255,
  jazz: 238,
  instrumental: 215,
  "easy listening": 195,
  spoken: 178,
  experimental: 160,
  ambient: 205,
  chiptune: 158,
  "choir and organ": 312,
  "drum and bass": 262,
  house: 340,
  "lo-fi hip hop": 58,
  "solo piano": 236,
  folk: 130,
  country: 95,
  international: 80,
  "old-time / historic": 66,
  "hip-hop": 50,
};

const NO_GENRE = "unknown";
const ARTIST_SPREAD = 17;

/** Returns the hue of a genre, 0 to 359. */
export function hueOfGenre(title: string | null | undefined): number {
  const name = (title ?? NO_GENRE).toLowerCase();
  return GENRE_HUES[name] ?? hash(name) % 360;
}

/** Returns the hue of a track: its genre's, moved a little by who made it. */
export function hueOfTrack(track: Track): number {
  const shade = (hash(String(track.artist.id)) % (2 * ARTIST_SPREAD + 1)) - ARTIST_SPREAD;
  return (hueOfGenre(track.genre_top) + shade + 360) % 360;
}

/** A 32-bit hash of `text` (FNV-1a): the same everywhere and always. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
