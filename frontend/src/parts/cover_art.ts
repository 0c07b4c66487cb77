/** Draws a cover for an album that has none: paths and colours that follow from the music's data alone. */
import type { Track } from "../api/calls";
import { hash, hueOfTrack } from "./hue";

export interface Shape {
  path: string;
  fill: string;
}

export interface CoverArt {
  /** Two colours and the angle, in degrees, of the gradient from one to the other. */
  background: { from: string; to: string; angle: number };
  shapes: Shape[];
}

/** The side of the square that paths are drawn in. */
const SIDE = 64;

type Random = () => number;
type Palette = (step: number, alpha?: number) => string;

const LAYERS = 5;

/**
 * Returns a track's cover as the address of a picture. One picture is far cheaper for the browser than a dozen
 * elements: style and script take half the time while a list scrolls.
 */
export function coverAddress(track: Track): string {
  const { background, shapes } = drawCover(track);
  const { from, to, angle } = background;
  const turn = `gradientTransform="rotate(${angle} .5 .5)"`;
  const gradient = `<linearGradient id="g" ${turn}><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`;
  const paths = shapes.map(({ path, fill }) => `<path d="${path}" fill="${fill}"/>`).join("");
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 ${SIDE} ${SIDE}">`;
  const svg = `${open}${gradient}<path d="M0 0h${SIDE}v${SIDE}H0z" fill="url(#g)"/>${paths}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Returns the cover of a track; tracks of one album share it. */
export function drawCover(track: Track): CoverArt {
  const random = seeded(hash(track.album ? `album ${track.album.id}` : `track ${track.id}`));
  const hue = hueOfTrack(track);
  const turn = (random() < 0.5 ? -1 : 1) * (35 + random() * 75);
  const palette: Palette = (step, alpha = 1) => {
    const lightness = 0.42 + 0.44 * step;
    const chroma = 0.16 - 0.07 * Math.abs(step - 0.4);
    return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${((hue + turn * step + 360) % 360).toFixed(1)} / ${alpha})`;
  };
  const motif = MOTIFS[Math.floor(random() * MOTIFS.length)]!;
  const angle = Math.floor(random() * 360);
  return {
    background: { from: palette(0), to: palette(0.75), angle },
    shapes: motif(random, palette),
  };
}

const MOTIFS: ((random: Random, palette: Palette) => Shape[])[] = [
  drawHills,
  drawRings,
  drawArches,
  drawBars,
  drawMoons,
  drawRibbons,
];

function drawHills(random: Random, palette: Palette): Shape[] {
  const shapes = [
    { path: circle(14 + random() * 36, 12 + random() * 12, 5 + random() * 5), fill: palette(1, 0.9) },
  ];
  for (let layer = 0; layer < LAYERS; layer++) {
    const base = 22 + layer * 8.5;
    const [lift, sink] = [4 + random() * 9, 4 + random() * 9];
    const middle = 20 + random() * 24;
    const path = `M0 ${f(base)}C${f(middle / 2)} ${f(base - lift)} ${f(middle / 2 + 6)} ${f(base + sink)} ${f(middle)} ${f(base)}S${f(54)} ${f(base - lift)} 64 ${f(base - 2)}V64H0z`;
    shapes.push({ path, fill: palette(0.85 - layer * 0.19, 0.82) });
  }
  return shapes;
}

function drawRings(random: Random, palette: Palette): Shape[] {
  const [x, y] = [8 + random() * 48, 8 + random() * 48];
  return steps(LAYERS + 1).map((step) => ({
    path: circle(x, y, 50 * (1 - step) + 5),
    fill: palette(0.1 + 0.9 * step, 0.72),
  }));
}

function drawArches(random: Random, palette: Palette): Shape[] {
  const x = 22 + random() * 20;
  const floor = 64;
  return steps(LAYERS).map((step) => {
    const radius = 29 * (1 - step) + 4;
    const shoulder = 24 + step * 14 + random() * 4;
    const path = `M${f(x - radius)} ${floor}V${f(shoulder)}A${f(radius)} ${f(radius)} 0 0 1 ${f(x + radius)} ${f(shoulder)}V${floor}z`;
    return { path, fill: palette(step * 0.95 + 0.05, 0.9) };
  });
}

function drawBars(random: Random, palette: Palette): Shape[] {
  const count = 7 + Math.floor(random() * 4);
  const width = 52 / count;
  return steps(count).map((step, index) => {
    const half = 4 + random() * 21;
    const x = 6 + index * width + width * 0.18;
    const w = width * 0.64;
    const path = `M${f(x)} ${f(32 - half)}a${f(w / 2)} ${f(w / 2)} 0 0 1 ${f(w)} 0V${f(32 + half)}a${f(w / 2)} ${f(w / 2)} 0 0 1 ${f(-w)} 0z`;
    return { path, fill: palette(0.45 + 0.55 * step, 0.92) };
  });
}

function drawMoons(random: Random, palette: Palette): Shape[] {
  return steps(4).map((step) => ({
    path: circle(10 + random() * 44, 10 + random() * 44, 24 - step * 13 + random() * 5),
    fill: palette(0.25 + 0.75 * step, 0.68),
  }));
}

function drawRibbons(random: Random, palette: Palette): Shape[] {
  const [from, to] = [random() * 26, 16 + random() * 26];
  const bend = 14 + random() * 22;
  const width = 5 + random() * 3.5;
  return steps(LAYERS).map((step, index) => {
    const [y, z] = [from + index * width, to + index * width];
    const path = `M0 ${f(y)}C${f(bend)} ${f(y)} ${f(64 - bend)} ${f(z)} 64 ${f(z)}v${f(width)}C${f(64 - bend)} ${f(z + width)} ${f(bend)} ${f(y + width)} 0 ${f(y + width)}z`;
    return { path, fill: palette(1 - step * 0.9, 0.94) };
  });
}

/** `count` numbers from 0 to 1, evenly apart. */
function steps(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}

function circle(x: number, y: number, radius: number): string {
  const r = f(radius);
  return `M${f(x - radius)} ${f(y)}a${r} ${r} 0 1 0 ${f(2 * radius)} 0a${r} ${r} 0 1 0 ${f(-2 * radius)} 0z`;
}

function f(number: number): string {
  return String(Math.round(number * 10) / 10);
}

/** A small generator of numbers from 0 up to 1 that begins at `seed` (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
