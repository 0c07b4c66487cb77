/** The motifs of generated covers: what each draws from six numbers of the sound, in a square of 64 by 64. */
import type { SoundTraits } from "../api/calls";

export interface Shape {
  path: string;
  fill: string;
}

export interface Brush {
  sound: SoundTraits;
  /** A number from 0 to 1 for every pair of indices: always the same for one album. */
  chance: (one: number, other?: number) => number;
  /** A colour from the dark (0) to the light end (1). */
  colour: (step: number, alpha?: number) => string;
}

/** The side of the square that motifs are drawn in. */
export const SIDE = 64;

/** Points along a line that is drawn from edge to edge. */
const POINTS = 13;

/** What every motif shares: fast music has many parts, energetic music great ones, noisy music rough edges. */
export const MOTIFS: ((brush: Brush) => Shape[])[] = [
  drawHills,
  drawRings,
  drawArches,
  drawBars,
  drawMoons,
  drawRibbons,
  drawPetals,
];

function drawHills({ sound, chance, colour }: Brush): Shape[] {
  const layers = 4 + Math.round(3 * sound.tempo);
  const sun = circle(14 + 36 * chance(1), 9 + 14 * (1 - sound.brightness), 4 + 6 * sound.loudness);
  const height = 3 + 11 * sound.energy;
  const hills = steps(layers).map((step, layer) => {
    const ridge = line((x) => 22 + 36 * step - height * (1 - 0.5 * step) * wave(x, layer));
    return { path: `${ridge}V64H0z`, fill: colour(0.86 - 0.86 * step, 0.84) };
  });
  return [{ path: sun, fill: colour(1, 0.92) }, ...hills];

  function wave(x: number, layer: number): number {
    const waves = 0.6 + 1.6 * sound.tempo;
    const rough = sound.noisiness * (chance(layer + 20, Math.round(x * 99)) - 0.5);
    return Math.sin(2 * Math.PI * (x * waves + chance(layer + 2))) + 1.6 * rough;
  }
}

function drawRings({ sound, chance, colour }: Brush): Shape[] {
  const rings = 4 + Math.round(5 * sound.tempo);
  const [x, y] = [14 + 36 * chance(1), 14 + 36 * chance(2)];
  const reach = 30 + 22 * sound.energy;
  return steps(rings).map((step, ring) => ({
    path: blob(
      x,
      y,
      reach * (1 - step) + 4,
      (index) => 0.5 * sound.noisiness * (chance(ring + 3, index) - 0.5),
    ),
    fill: colour(0.08 + 0.92 * step, 0.74),
  }));
}

function drawArches({ sound, chance, colour }: Brush): Shape[] {
  const arches = 4 + Math.round(3 * sound.tempo);
  const x = 22 + 20 * chance(1);
  return steps(arches).map((step, arch) => {
    const radius = f(30 * (1 - step) + 3.5);
    const lift = (1 - sound.energy) * 14 + 3 * sound.noisiness * chance(arch + 2);
    const shoulder = f(18 + 20 * step + lift);
    const path = `M${f(x - radius)} 64V${shoulder}a${radius} ${radius} 0 0 1 ${f(2 * radius)} 0V64z`;
    return { path, fill: colour(0.05 + 0.95 * step, 0.9) };
  });
}

function drawBars({ sound, chance, colour }: Brush): Shape[] {
  const bars = 6 + Math.round(8 * sound.tempo);
  const width = 54 / bars;
  const turns = 0.5 + chance(1);
  return steps(bars).map((step, bar) => {
    const swell = 0.5 + 0.5 * Math.sin(2 * Math.PI * (turns * step + chance(2)));
    const uneven = sound.noisiness * chance(bar + 3) + (1 - sound.noisiness) * swell;
    const half = 3 + (8 + 16 * sound.energy) * uneven;
    const w = f(width * (0.4 + 0.4 * sound.loudness));
    const path = `M${f(5 + bar * width)} ${f(32 - half)}a${w / 2} ${w / 2} 0 0 1 ${w} 0V${f(32 + half)}a${w / 2} ${w / 2} 0 0 1 ${-w} 0z`;
    return { path, fill: colour(0.42 + 0.58 * step, 0.92) };
  });
}

function drawMoons({ sound, chance, colour }: Brush): Shape[] {
  const moons = 3 + Math.round(3 * sound.tempo);
  return steps(moons).map((step, moon) => ({
    path: blob(
      9 + 46 * chance(moon, 1),
      9 + 46 * chance(moon, 2),
      (13 + 14 * sound.energy) * (1 - 0.62 * step) + 4 * sound.loudness,
      (index) => 0.35 * sound.noisiness * (chance(moon + 3, index) - 0.5),
    ),
    fill: colour(0.22 + 0.78 * step, 0.7),
  }));
}

function drawRibbons({ sound, chance, colour }: Brush): Shape[] {
  const ribbons = 4 + Math.round(3 * sound.tempo);
  const width = (3.2 + 4.2 * sound.loudness) * (5 / ribbons);
  const fall = 40 * (chance(1) - 0.5);
  const swing = 3 + 12 * sound.energy;
  const middle = 32 - (ribbons * width) / 2;
  const path = (x: number) =>
    fall * (x - 0.5) + swing * Math.sin(2 * Math.PI * (x * (0.5 + sound.tempo) + chance(2)));
  return steps(ribbons).map((step, ribbon) => {
    const edge = (side: number) => (x: number) =>
      middle +
      (ribbon + side) * width +
      path(x) +
      5 * sound.noisiness * (chance(3 + ribbon + side, x * 99) - 0.5);
    return { path: `${line(edge(0))}${line(edge(1), true)}z`, fill: colour(1 - 0.9 * step, 0.94) };
  });
}

function drawPetals({ sound, chance, colour }: Brush): Shape[] {
  const petals = 5 + Math.round(6 * sound.tempo);
  const length = 16 + 16 * sound.energy;
  const width = 3 + 5 * sound.loudness;
  const [x, y] = [26 + 12 * chance(1), 26 + 12 * chance(2)];
  const leaves = steps(petals).map((step, petal) => {
    const angle = 2 * Math.PI * (petal / petals + chance(3));
    const reach = length * (1 - 0.5 * sound.noisiness * chance(petal + 4));
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const side = (way: number) =>
      `${f(x + dx * reach * 0.5 - way * dy * width)} ${f(y + dy * reach * 0.5 + way * dx * width)}`;
    const tip = `${f(x + dx * reach)} ${f(y + dy * reach)}`;
    const path = `M${f(x)} ${f(y)}Q${side(1.6)} ${tip}Q${side(-1.6)} ${f(x)} ${f(y)}z`;
    return { path, fill: colour(0.35 + 0.5 * step, 0.8) };
  });
  return [...leaves, { path: circle(x, y, 3 + 3 * sound.loudness), fill: colour(1, 0.95) }];
}

/** `count` numbers from 0 to 1, evenly apart. */
function steps(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index / (count - 1));
}

/** A smooth line from the left edge to the right, or on from there and back; `height` is asked for x from 0 to 1. */
function line(height: (x: number) => number, isBack = false): string {
  const along = steps(POINTS).map((x) => [x * SIDE, height(x)] as const);
  const points = isBack ? along.reverse() : along;
  const [first, ...others] = points as [readonly [number, number], ...(readonly [number, number])[]];
  const last = others.at(-1)!;
  const bends = others.slice(0, -1).map(([x, y], index) => {
    const [nextX, nextY] = others[index + 1]!;
    return `Q${f(x)} ${f(y)} ${f((x + nextX) / 2)} ${f((y + nextY) / 2)}`;
  });
  return `${isBack ? "L" : "M"}${f(first[0])} ${f(first[1])}${bends.join("")}L${f(last[0])} ${f(last[1])}`;
}

/** A circle, dented by `dent` of its radius at each of its points. */
function blob(x: number, y: number, radius: number, dent: (index: number) => number): string {
  const count = 14;
  const points = Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    const far = radius * (1 + dent(index));
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)] as const;
  });
  const between = (index: number) => {
    const [[ax, ay], [bx, by]] = [points[index % count]!, points[(index + 1) % count]!];
    return `${f((ax + bx) / 2)} ${f((ay + by) / 2)}`;
  };
  const bends = points.map((_, index) => {
    const [bendX, bendY] = points[(index + 1) % count]!;
    return `Q${f(bendX)} ${f(bendY)} ${between(index + 1)}`;
  });
  return `M${between(0)}${bends.join("")}z`;
}

function circle(x: number, y: number, radius: number): string {
  const r = f(radius);
  return `M${f(x - radius)} ${f(y)}a${r} ${r} 0 1 0 ${f(2 * radius)} 0a${r} ${r} 0 1 0 ${f(-2 * radius)} 0z`;
}

function f(number: number): number {
  return Math.round(number * 10) / 10;
}
