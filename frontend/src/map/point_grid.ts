/** Finds points by where they lie: an even grid, so that a question costs the same among 100 and 100,000. */
import type { Box, Place } from "./view";

const POINTS_A_CELL = 4;

export class PointGrid {
  readonly #side: number;
  /** Where each cell's points begin in `#order`; one more than there are cells. */
  readonly #starts: Uint32Array;
  readonly #order: Uint32Array;

  constructor(
    readonly xs: Float32Array,
    readonly ys: Float32Array,
  ) {
    this.#side = Math.max(1, Math.ceil(Math.sqrt(xs.length / POINTS_A_CELL)));
    this.#starts = new Uint32Array(this.#side ** 2 + 1);
    this.#order = new Uint32Array(xs.length);
    this.#sort();
  }

  /** Returns the point nearest to `at` within `reach` map units, or -1. */
  nearest(at: Place, reach: number): number {
    let [nearest, least] = [-1, reach * reach];
    this.#visit(around(at, reach), (point) => {
      const away = this.#away(point, at);
      if (away <= least) [nearest, least] = [point, away];
    });
    return nearest;
  }

  /** Returns up to `count` points within `reach` of `at`, the nearest first. */
  nearestOnes(at: Place, reach: number, count: number): number[] {
    const found: { point: number; away: number }[] = [];
    this.#visit(around(at, reach), (point) => {
      const away = this.#away(point, at);
      if (away <= reach * reach) found.push({ point, away });
    });
    found.sort((one, other) => one.away - other.away);
    return found.slice(0, count).map((one) => one.point);
  }

  /** Returns how many points lie in `box`, `most` if there are more. */
  countIn(box: Box, most: number): number {
    let count = 0;
    this.#visit(box, (point) => {
      const [x, y] = [this.xs[point]!, this.ys[point]!];
      if (x >= box.left && x <= box.right && y >= box.bottom && y <= box.top) count++;
      return count === most;
    });
    return count;
  }

  /** Calls `tell` with every point of the cells that `box` touches, until it returns true. */
  #visit(box: Box, tell: (point: number) => boolean | void): void {
    const [left, right] = [this.#line(box.left), this.#line(box.right)];
    const [bottom, top] = [this.#line(box.bottom), this.#line(box.top)];
    for (let row = bottom; row <= top; row++) {
      const first = this.#starts[row * this.#side + left]!;
      const last = this.#starts[row * this.#side + right + 1]!;
      for (let place = first; place < last; place++) if (tell(this.#order[place]!)) return;
    }
  }

  #away(point: number, at: Place): number {
    return (this.xs[point]! - at.x) ** 2 + (this.ys[point]! - at.y) ** 2;
  }

  /** Puts the points in the order of their cells: a counting sort. */
  #sort(): void {
    const cells = Uint32Array.from(this.xs, (x, point) => this.#cell(x, this.ys[point]!));
    cells.forEach((cell) => this.#starts[cell + 1]!++);
    for (let cell = 1; cell < this.#starts.length; cell++) this.#starts[cell]! += this.#starts[cell - 1]!;
    const next = this.#starts.slice();
    cells.forEach((cell, point) => (this.#order[next[cell]!++] = point));
  }

  #cell(x: number, y: number): number {
    return this.#line(y) * this.#side + this.#line(x);
  }

  #line(value: number): number {
    return Math.min(Math.max(Math.floor(((value + 1) / 2) * this.#side), 0), this.#side - 1);
  }
}

function around({ x, y }: Place, reach: number): Box {
  return { left: x - reach, right: x + reach, bottom: y - reach, top: y + reach };
}
