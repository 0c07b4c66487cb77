/** A radio as plain data: what it began with, what pleased and displeased on the way, and what to ask for next. */
import type { Track } from "../api/calls";
import type { Queue } from "./queue";

export interface Station {
  name: string;
  /** The ids of the tracks that it began with. */
  seeds: number[];
  liked: number[];
  unliked: number[];
}

/** What POST /blend is asked. */
export interface Question {
  like: number[];
  unlike: number[];
  exclude: number[];
}

/** As many tracks as POST /blend takes: to be like, and to be unlike. */
const MOST_NAMED = 50;
/** Of these, what was liked on the way may have so many: a radio stays near to where it began. */
const MOST_LIKED = 20;
/** As many tracks as POST /blend leaves out. */
const MOST_EXCLUDED = 500;
/** Where the whole collection was heard lately, only so many tracks are not heard again. */
const FEWEST_EXCLUDED = 3;

const LISTEN_SECONDS = 30;

export function newStation(name: string, like: number[]): Station {
  return { name, seeds: [...new Set(like)].slice(0, MOST_NAMED), liked: [], unliked: [] };
}

/** More like the track `id`, less like it, or neither any more. */
export function steer(station: Station, id: number, wish: "more" | "less" | "neither"): Station {
  const others = (ids: number[]) => ids.filter((one) => one !== id);
  const seeds = wish === "less" ? others(station.seeds) : station.seeds;
  return {
    ...station,
    // What a radio began with stays its only ground while there is no other.
    seeds: seeds.length > 0 || station.liked.some((one) => one !== id) ? seeds : station.seeds,
    liked: wish === "more" ? [...others(station.liked), id] : others(station.liked),
    unliked: wish === "less" ? [...others(station.unliked), id] : others(station.unliked),
  };
}

/** Returns the question that the station asks when `queue` is to go on; a `second` one leaves out as little as can be. */
export function questionOf(station: Station, queue: Queue, second = false): Question {
  const liked = station.liked.filter((id) => !station.seeds.includes(id)).slice(-MOST_LIKED);
  const like = [...station.seeds.slice(0, MOST_NAMED - liked.length), ...liked];
  const unlike = station.unliked.filter((id) => !like.includes(id)).slice(-MOST_NAMED);
  return { like, unlike, exclude: heardOrQueued(queue, second ? FEWEST_EXCLUDED : MOST_EXCLUDED) };
}

/** Tells whether leaving a track after so many seconds says that it did not please: the service counts alike. */
export function isEarlySkip(track: Track, secondsHeard: number): boolean {
  const half = (track.duration_seconds ?? Infinity) / 2;
  return secondsHeard < Math.min(LISTEN_SECONDS, half);
}

function heardOrQueued(queue: Queue, most: number): number[] {
  const entries = [...queue.past, ...queue.upcoming, ...(queue.current ? [queue.current] : [])];
  return [...new Set(entries.map((entry) => entry.track.id).reverse())].slice(0, most);
}
