/** The points of the map: the service's columns as typed arrays, and what can be asked of them. */
import type { MapColumns } from "../api/calls";
import { colourOfCluster, colourOfGenre, type Colour } from "./colours";
import type { Bytes } from "./draw_points";
import { PointGrid } from "./point_grid";
import type { Place } from "./view";

export type Colouring = "genre" | "cluster";

export class MapPoints {
  readonly ids: number[];
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  readonly clusters: Int32Array;
  readonly genres: Int32Array;
  readonly genreTitles: string[];
  readonly grid: PointGrid;
  readonly #pointOfTrack: Map<number, number>;

  constructor(columns: MapColumns) {
    this.ids = columns.ids;
    this.xs = Float32Array.from(columns.x);
    this.ys = Float32Array.from(columns.y);
    this.clusters = Int32Array.from(columns.clusters);
    this.genres = Int32Array.from(columns.genres);
    this.genreTitles = columns.genre_titles;
    this.grid = new PointGrid(this.xs, this.ys);
    this.#pointOfTrack = new Map(this.ids.map((id, point) => [id, point]));
  }

  get count(): number {
    return this.ids.length;
  }

  /** Where a track lies; null where the map does not have it. */
  placeOf(trackId: number): Place | null {
    const point = this.#pointOfTrack.get(trackId);
    return point === undefined ? null : { x: this.xs[point]!, y: this.ys[point]! };
  }

  /** Up to `count` tracks around a place, the nearest first. */
  tracksAround(at: Place, count: number): number[] {
    let reach = 0.01;
    let found = this.grid.nearestOnes(at, reach, count);
    while (found.length < Math.min(count, this.count) && reach < 4) {
      reach *= 2;
      found = this.grid.nearestOnes(at, reach, count);
    }
    return found.map((point) => this.ids[point]!);
  }

  /** Red, green and blue of every point. */
  colours(colouring: Colouring, isDark: boolean): Bytes {
    const known = new Map<number, Colour>();
    const colourOf = (key: number) =>
      colouring === "cluster"
        ? colourOfCluster(key, isDark)
        : colourOfGenre(this.genreTitles[key] ?? null, isDark);
    const keys = colouring === "cluster" ? this.clusters : this.genres;
    const bytes = new Uint8Array(3 * this.count);
    keys.forEach((key, point) => {
      const colour = known.get(key) ?? colourOf(key);
      known.set(key, colour);
      bytes.set(colour, 3 * point);
    });
    return bytes;
  }

  /** 1 for the points that `isLit`, 0 for the others. */
  light(isLit: (point: number) => boolean): Bytes {
    return Uint8Array.from(this.ids, (_, point) => (isLit(point) ? 1 : 0));
  }

  lightTracks(trackIds: ReadonlySet<number>): Bytes {
    return this.light((point) => trackIds.has(this.ids[point]!));
  }

  /** The genres on the map by their number of tracks, most first; `genre` is the place in `genreTitles`. */
  countGenres(): { genre: number; title: string; size: number }[] {
    const sizes = new Array<number>(this.genreTitles.length).fill(0);
    this.genres.forEach((genre) => {
      if (genre >= 0) sizes[genre]!++;
    });
    return sizes
      .map((size, genre) => ({ genre, title: this.genreTitles[genre]!, size }))
      .sort((one, other) => other.size - one.size);
  }
}
