/** The queue as plain data: what played, what plays, what comes, and every step between them. No sound, no network. */
import type { Origin, Track } from "../api/calls";
import { shuffled, without } from "./line_up";

export type Repeat = "off" | "all" | "one";

/** A track on its way through the queue; `key` tells two appearances of one track apart. */
export interface Entry {
  key: number;
  track: Track;
  origin: Origin;
}

export interface Queue {
  past: Entry[];
  current: Entry | null;
  upcoming: Entry[];
  /** The order of `upcoming` before it was shuffled; null while nothing is shuffled. */
  unshuffled: Entry[] | null;
  repeat: Repeat;
  nextKey: number;
}

/** Where the queue goes on once nothing is lined up: the tracks, best first, and what their plays come from. */
export interface Source {
  tracks: Track[];
  origin: Origin;
}

/** A number from 0 up to 1, as Math.random gives it; tests bring their own. */
export type Random = () => number;

/** How many played tracks stay within reach of Previous and of Repeat all. */
export const PAST_LIMIT = 100;

/** Shuffle picks among this many first recommendations: the best ones, in another order. */
const SHUFFLED_SUGGESTIONS = 6;

export function emptyQueue(): Queue {
  return { past: [], current: null, upcoming: [], unshuffled: null, repeat: "off", nextKey: 1 };
}

/** `track` plays now; what was current is past, what is coming stays. */
export function playNow(queue: Queue, track: Track, origin: Origin): Queue {
  return makeCurrent({ ...queue, nextKey: queue.nextKey + 1 }, { key: queue.nextKey, track, origin });
}

/** The entry `key` of the upcoming ones plays now; those before it stay and come after it. */
export function jumpTo(queue: Queue, key: number): Queue {
  const entry = queue.upcoming.find((one) => one.key === key);
  return entry ? makeCurrent(without(queue, new Set([key])), entry) : queue;
}

/**
 * One step forward: the first upcoming entry, else a repetition of the past, else a suggestion.
 * Null when there is nothing to go on to.
 */
export function advance(queue: Queue, source: Source, random: Random): Queue | null {
  const [first] = queue.upcoming;
  if (first) return jumpTo(queue, first.key);
  if (queue.repeat === "all") return startOver(queue, random);
  const track = chooseSuggestion(queue, source.tracks, random);
  return track ? playNow(queue, track, source.origin) : null;
}

/** One step back, the current entry coming right after; null when nothing was played before. */
export function goBack(queue: Queue): Queue | null {
  const last = queue.past.at(-1);
  if (!last) return null;
  const back = queue.current ? [queue.current] : [];
  return {
    ...queue,
    past: queue.past.slice(0, -1),
    current: last,
    upcoming: [...back, ...queue.upcoming],
    unshuffled: queue.unshuffled && [...back, ...queue.unshuffled],
  };
}

/** Off, all, one, off. */
export function cycleRepeat(queue: Queue): Queue {
  const following: Record<Repeat, Repeat> = { off: "all", all: "one", one: "off" };
  return { ...queue, repeat: following[queue.repeat] };
}

/** What will play after the current entry if nothing changes, as far as it can be known. */
export function peek(queue: Queue, suggestions: Track[]): Track | null {
  if (queue.repeat === "one" && queue.current) return queue.current.track;
  if (queue.upcoming[0]) return queue.upcoming[0].track;
  if (queue.unshuffled) return null;
  if (queue.repeat === "all") return queue.past[0]?.track ?? queue.current?.track ?? null;
  return chooseSuggestion(queue, suggestions, () => 0);
}

function makeCurrent(queue: Queue, entry: Entry): Queue {
  const past = queue.current ? [...queue.past, queue.current].slice(-PAST_LIMIT) : queue.past;
  return { ...queue, past, current: entry };
}

function startOver(queue: Queue, random: Random): Queue | null {
  const round = queue.current ? [...queue.past, queue.current] : queue.past;
  const order = queue.unshuffled ? shuffled(round, random) : round;
  const [first, ...upcoming] = order;
  if (!first) return null;
  return {
    ...queue,
    past: [],
    current: first,
    upcoming,
    unshuffled: queue.unshuffled && round.filter((one) => one !== first),
  };
}

function chooseSuggestion(queue: Queue, suggestions: Track[], random: Random): Track | null {
  const others = suggestions.filter((track) => track.id !== queue.current?.track.id);
  // The list may be older than the last step, and nobody wants to go straight back.
  const forward = others.filter((track) => track.id !== queue.past.at(-1)?.track.id);
  const fresh = forward.length > 0 ? forward : others;
  const choice = queue.unshuffled ? Math.floor(random() * Math.min(fresh.length, SHUFFLED_SUGGESTIONS)) : 0;
  return fresh[choice] ?? null;
}
