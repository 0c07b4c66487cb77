/** Draws a cover where there is none: a motif and colours for every album, and a form that follows the sound. */
import type { Cluster, SoundTraits, Track } from "../api/calls";
import { hash, hueOfGenre, hueOfTrack } from "./hue";
import { MOTIFS, SIDE, type Brush, type Shape } from "./motifs";

export interface CoverArt {
  /** Two colours and the angle, in degrees, of the gradient from one to the other. */
  background: { from: string; to: string; angle: number };
  shapes: Shape[];
}

/** What a cover is drawn from: `name` chooses the motif, `hue` the colours, `sound` everything in between. */
export interface Subject {
  name: string;
  hue: number;
  sound: SoundTraits | null;
}

/** Drawn covers are kept, so that a list that scrolls draws each once; the eldest goes. */
const MOST_KEPT = 400;
const kept = new Map<string, string>();

/** Returns the picture of a track as an address; the tracks of an album are variations of one picture. */
export function coverAddress(track: Track): string {
  return recallCover(subjectOf(track));
}

/** Returns the picture of a track if it was drawn lately. */
export function knownCoverAddress(track: Track): string | null {
  return kept.get(JSON.stringify(subjectOf(track))) ?? null;
}

/** Returns the picture of a cluster as an address, drawn from the sound of its typical tracks. */
export function clusterCoverAddress(cluster: Cluster): string {
  const sounds = (cluster.typical as Track[]).flatMap(({ sound }) => (sound ? [sound] : []));
  const hue = hueOfGenre(cluster.genres[0]?.title ?? cluster.name);
  return recallCover({ name: `cluster ${cluster.name}`, hue, sound: meanSound(sounds) });
}

/** Returns the cover of `subject`. */
export function drawCover({ name, hue, sound }: Subject): CoverArt {
  const seed = hash(name);
  const chance = (one: number, other = 0) => scatter(seed, one, other);
  const heard = sound ?? inventSound(chance);
  const colour = mixPalette(hue, heard, chance(90) < 0.5 ? -1 : 1);
  const brush: Brush = { sound: heard, chance, colour };
  return {
    background: { from: colour(0), to: colour(0.7), angle: Math.floor(chance(91) * 360) },
    shapes: MOTIFS[Math.floor(chance(92) * MOTIFS.length)]!(brush),
  };
}

/** Returns the mean of each of the numbers; null of no sounds. The key, being a circle, is that of the first. */
export function meanSound(sounds: SoundTraits[]): SoundTraits | null {
  const [first] = sounds;
  if (!first) return null;
  const mean = (part: keyof SoundTraits) => sounds.reduce((sum, one) => sum + one[part], 0) / sounds.length;
  return {
    brightness: mean("brightness"),
    loudness: mean("loudness"),
    energy: mean("energy"),
    noisiness: mean("noisiness"),
    tempo: mean("tempo"),
    key: first.key,
  };
}

/** Bright music has light colours, energetic music strong ones; the key turns the second hue away from the first. */
function mixPalette(hue: number, sound: SoundTraits, way: 1 | -1): Brush["colour"] {
  const dark = 0.33 + 0.14 * sound.brightness;
  const light = 0.83 + 0.1 * sound.brightness;
  const strength = 0.1 + 0.06 * sound.energy;
  const turn = way * (18 + 52 * sound.key);
  return (step, alpha = 1) => {
    const turned = (hue + turn * step + 360) % 360;
    const yellow = Math.max(0, 1 - Math.abs(turned - YELLOW) / YELLOW_REACH);
    const lift = (1 - step) * 0.14 * yellow;
    const lightness = dark + (light - dark) * step + lift;
    const chroma = strength * (1 - 0.35 * (1 - step) - 0.4 * Math.max(0, step - 0.5));
    return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${turned.toFixed(1)} / ${alpha})`;
  };
}

/** Dark yellows look muddy where other dark colours glow, so around this hue the dark end is lighter. */
const YELLOW = 90;
const YELLOW_REACH = 60;

/** Where the sound is not known, chance stands for it. */
function inventSound(chance: Brush["chance"]): SoundTraits {
  return {
    brightness: chance(80),
    loudness: chance(81),
    energy: chance(82),
    noisiness: 0.6 * chance(83),
    tempo: chance(84),
    key: chance(85),
  };
}

function subjectOf(track: Track): Subject {
  const name = track.album ? `album ${track.album.id}` : `track ${track.id}`;
  return { name, hue: hueOfTrack(track), sound: track.sound ?? null };
}

function recallCover(subject: Subject): string {
  const key = JSON.stringify(subject);
  const address = kept.get(key) ?? writePicture(drawCover(subject));
  kept.delete(key);
  kept.set(key, address);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return address;
}

/** One picture is far cheaper for the browser than a dozen elements: half the style and script while a list scrolls. */
function writePicture({ background, shapes }: CoverArt): string {
  const { from, to, angle } = background;
  const turn = `gradientTransform="rotate(${angle} .5 .5)"`;
  const gradient = `<linearGradient id="g" ${turn}><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;
  const paths = shapes.map(({ path, fill }) => `<path d="${path}" fill="${fill}"/>`).join("");
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 ${SIDE} ${SIDE}">`;
  const svg = `${open}${gradient}<path d="M0 0h${SIDE}v${SIDE}H0z" fill="url(#g)"/>${paths}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A number from 0 up to 1 for three numbers, without visible order (the last steps of mulberry32). */
function scatter(seed: number, one: number, other: number): number {
  const state =
    (seed + Math.imul(Math.round(one) + 1, 0x6d2b79f5) + Math.imul(Math.round(other), 0x9e3779b1)) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
