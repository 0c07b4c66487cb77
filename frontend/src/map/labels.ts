/** Where the names of clusters stand on the map: over their tracks, the largest first, none over another. */
import { toScreen, type Place, type Size, type View } from "./view";

export interface Named extends Place {
  cluster: number;
  name: string;
  size: number;
}

export interface Label extends Named {
  left: number;
  top: number;
}

const LETTER_PX = 7.6;
const PADDING_PX = 18;
const HEIGHT_PX = 30;
const MOST = 24;
const HIGH = 0.95;
const ABOVE_PX = 24;

/** Returns where the name of each cluster belongs: in the middle across, and above nearly all of its points. */
export function findPlaces(xs: Float32Array, ys: Float32Array, clusters: Int32Array): Map<number, Place> {
  const members = new Map<number, number[]>();
  clusters.forEach((cluster, point) => {
    const known = members.get(cluster);
    if (known) known.push(point);
    else members.set(cluster, [point]);
  });
  return new Map(
    [...members].map(([cluster, points]) => [
      cluster,
      {
        x: quantile(
          points.map((point) => xs[point]!),
          0.5,
        ),
        y: quantile(
          points.map((point) => ys[point]!),
          HIGH,
        ),
      },
    ]),
  );
}

/** Returns the labels that fit in `view`, largest clusters first; `left` and `top` are the middle of each. */
export function placeLabels(named: Named[], view: View, size: Size): Label[] {
  const placed: Label[] = [];
  for (const one of [...named].sort((a, b) => b.size - a.size)) {
    const place = toScreen(view, size, one);
    const isSeen = place.x > 0 && place.x < size.width && place.y > 0 && place.y < size.height;
    // At the edge of the map a name moves in as far as it needs.
    const half = widthOf(one) / 2;
    const left = Math.max(half, Math.min(place.x, size.width - half));
    const top = Math.max(HEIGHT_PX, Math.min(place.y - ABOVE_PX, size.height - HEIGHT_PX));
    if (isSeen && placed.every((other) => areApart(one, left, top, other)))
      placed.push({ ...one, left, top });
    if (placed.length === MOST) break;
  }
  return placed;
}

function areApart(one: Named, left: number, top: number, other: Label): boolean {
  const apart = (widthOf(one) + widthOf(other)) / 2;
  return Math.abs(left - other.left) > apart || Math.abs(top - other.top) > HEIGHT_PX;
}

function widthOf({ name }: Named): number {
  return name.length * LETTER_PX + PADDING_PX;
}

/** A few points far away move neither the median nor a high quantile. */
function quantile(values: number[], share: number): number {
  values.sort((one, other) => one - other);
  return values[Math.floor((values.length - 1) * share)]!;
}
