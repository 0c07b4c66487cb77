/** Where the names of clusters stand on the map: beside their tracks, the largest first, none over another. */
import type { PointGrid } from "./point_grid";
import { toMap, toScreen, type Box, type Place, type Size, type View } from "./view";

/** Where nearly all points of a cluster lie, and the middle of them. */
export interface Extent extends Place, Box {}

export interface Named extends Extent {
  cluster: number;
  name: string;
  size: number;
}

/** `left` and `top` are the middle of the name on the screen. */
export interface Label {
  cluster: number;
  name: string;
  left: number;
  top: number;
  width: number;
  /** How many points it may cover before it stands better elsewhere. */
  worth: number;
}

const LETTER_PX = 7.6;
const PADDING_PX = 18;
const HEIGHT_PX = 30;
/** From the middle of a name to the points that it stands above or below. */
const AWAY_PX = 24;
/** More names than one for so much of the screen would hide what they name. */
const ROOM_PX2 = 8000;
/** A few points far away move neither the median nor these quantiles. */
const LOW = 0.05;
const HIGH = 0.95;
/** Names are easiest to assign where they all stand above. */
const ABOVE_WORTH = 2;
const BELOW_WORTH = 1;
/** What the buttons take of the lower right corner. */
const TOOLS_PX = { width: 60, height: 145 };
/** A name that covers so many points may as well cover more. */
const MANY_COVERED = 12;

/** Returns where the points of each cluster lie. */
export function findExtents(xs: Float32Array, ys: Float32Array, clusters: Int32Array): Map<number, Extent> {
  const members = new Map<number, number[]>();
  clusters.forEach((cluster, point) => {
    const known = members.get(cluster);
    if (known) known.push(point);
    else members.set(cluster, [point]);
  });
  return new Map([...members].map(([cluster, points]) => [cluster, extentOf(points, xs, ys)]));
}

/** Returns the labels that fit in `view`; of `named`, the first ones have the first choice. */
export function placeLabels(named: Named[], view: View, size: Size, grid: PointGrid): Label[] {
  const placed: Label[] = [];
  const most = Math.ceil((size.width * size.height) / ROOM_PX2);
  for (const one of named) {
    if (placed.length === most) break;
    if (!isSeen(one, view, size)) continue;
    const free = possibleLabels(one, view, size).filter(
      (label) => isBesideTools(label, size) && placed.every((other) => areApart(label, other)),
    );
    const label = findLeast(
      free,
      (label) => grid.countIn(boxOf(label, view, size), MANY_COVERED) - label.worth,
    );
    if (label) placed.push(label);
  }
  return placed;
}

interface Spread {
  low: number;
  middle: number;
  high: number;
}

function extentOf(points: number[], xs: Float32Array, ys: Float32Array): Extent {
  const [across, up] = [xs, ys].map((all) => {
    const values = Float32Array.from(points, (point) => all[point]!).sort();
    const last = values.length - 1;
    return {
      low: values[Math.floor(last * LOW)]!,
      middle: values[Math.floor(last / 2)]!,
      high: values[Math.ceil(last * HIGH)]!,
    };
  }) as [Spread, Spread];
  return {
    x: across.middle,
    y: up.middle,
    left: across.low,
    right: across.high,
    bottom: up.low,
    top: up.high,
  };
}

/** Its middle is on the screen, or it is all around the screen's middle. */
function isSeen({ x, y, left, right, bottom, top }: Extent, view: View, size: Size): boolean {
  const place = toScreen(view, size, { x, y });
  const isOnScreen = place.x > 0 && place.x < size.width && place.y > 0 && place.y < size.height;
  return isOnScreen || (left < view.x && view.x < right && bottom < view.y && view.y < top);
}

/** Above its points, below, and at either side; at the edge of the map a name moves in as far as it needs. */
function possibleLabels(one: Named, view: View, size: Size): Label[] {
  const width = one.name.length * LETTER_PX + PADDING_PX;
  const middle = toScreen(view, size, one);
  const first = toScreen(view, size, { x: one.left, y: one.top });
  const last = toScreen(view, size, { x: one.right, y: one.bottom });
  const beside = AWAY_PX / 2 + width / 2;
  return [
    { x: middle.x, y: first.y - AWAY_PX, worth: ABOVE_WORTH },
    { x: middle.x, y: last.y + AWAY_PX, worth: BELOW_WORTH },
    { x: last.x + beside, y: middle.y, worth: 0 },
    { x: first.x - beside, y: middle.y, worth: 0 },
  ].map(({ x, y, worth }) => ({
    cluster: one.cluster,
    name: one.name,
    left: Math.max(width / 2, Math.min(x, size.width - width / 2)),
    top: Math.max(HEIGHT_PX, Math.min(y, size.height - HEIGHT_PX)),
    width,
    worth,
  }));
}

/** The part of the map that lies under a label. */
function boxOf({ left, top, width }: Label, view: View, size: Size): Box {
  const first = toMap(view, size, { x: left - width / 2, y: top - HEIGHT_PX / 2 });
  const last = toMap(view, size, { x: left + width / 2, y: top + HEIGHT_PX / 2 });
  return { left: first.x, right: last.x, bottom: last.y, top: first.y };
}

function isBesideTools({ left, top, width }: Label, size: Size): boolean {
  const isLeft = left + width / 2 < size.width - TOOLS_PX.width;
  return isLeft || top + HEIGHT_PX / 2 < size.height - TOOLS_PX.height;
}

function areApart(one: Label, other: Label): boolean {
  const apart = (one.width + other.width) / 2;
  return Math.abs(one.left - other.left) > apart || Math.abs(one.top - other.top) > HEIGHT_PX;
}

/** The first of those that cost the least. */
function findLeast<T>(items: T[], costOf: (item: T) => number): T | null {
  let [best, least]: [T | null, number] = [null, Infinity];
  for (const item of items) {
    const cost = costOf(item);
    if (cost < least) [best, least] = [item, cost];
  }
  return best;
}
