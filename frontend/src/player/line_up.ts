/** What is coming in the queue, and everything that a listener can do to it. */
import type { Origin, Track } from "../api/calls";
import { PAST_LIMIT, type Entry, type Queue, type Random } from "./queue";

/** `track` comes right after the current one. */
export function playNext(queue: Queue, track: Track, origin: Origin): Queue {
  const entry = { key: queue.nextKey, track, origin };
  return {
    ...queue,
    upcoming: [entry, ...queue.upcoming],
    unshuffled: queue.unshuffled && [entry, ...queue.unshuffled],
    nextKey: queue.nextKey + 1,
  };
}

/** `track` comes last, or somewhere among the others while shuffled. */
export function add(queue: Queue, track: Track, origin: Origin, random: Random): Queue {
  const entry = { key: queue.nextKey, track, origin };
  const upcoming = [...queue.upcoming];
  const place = queue.unshuffled ? Math.floor(random() * (upcoming.length + 1)) : upcoming.length;
  upcoming.splice(place, 0, entry);
  return {
    ...queue,
    upcoming,
    unshuffled: queue.unshuffled && [...queue.unshuffled, entry],
    nextKey: queue.nextKey + 1,
  };
}

/** All of `tracks` come last, in their order, or scattered among the others while shuffled. */
export function addAll(queue: Queue, tracks: readonly Track[], origin: Origin, random: Random): Queue {
  return tracks.reduce((longer, track) => add(longer, track, origin, random), queue);
}

/**
 * `tracks` take the place of what was coming: the one at `start` plays, those before it are within reach of
 * Previous, and those after it come, shuffled with all others where the queue is.
 */
export function playAll(
  queue: Queue,
  tracks: readonly Track[],
  origin: Origin,
  start: number,
  random: Random,
): Queue {
  const entries = tracks.map((track, index) => ({ key: queue.nextKey + index, track, origin }));
  const current = entries[start];
  if (!current) return queue;
  const others = entries.filter((entry) => entry !== current);
  const played = queue.current ? [...queue.past, queue.current] : queue.past;
  const isShuffled = queue.unshuffled !== null;
  return {
    ...queue,
    past: (isShuffled ? played : [...played, ...entries.slice(0, start)]).slice(-PAST_LIMIT),
    current,
    upcoming: isShuffled ? shuffled(others, random) : entries.slice(start + 1),
    unshuffled: isShuffled ? others : null,
    nextKey: queue.nextKey + entries.length,
  };
}

/** The entry `key` of the upcoming ones goes to `place`, counted from 0. */
export function move(queue: Queue, key: number, place: number): Queue {
  const entry = queue.upcoming.find((one) => one.key === key);
  if (!entry) return queue;
  const upcoming = queue.upcoming.filter((one) => one !== entry);
  upcoming.splice(Math.max(0, Math.min(place, upcoming.length)), 0, entry);
  return { ...queue, upcoming };
}

export function remove(queue: Queue, key: number): Queue {
  return without(queue, new Set([key]));
}

/** Takes every appearance of a track away, but for the one that plays now. */
export function drop(queue: Queue, trackId: number): Queue {
  const others = (entries: Entry[]) => entries.filter((entry) => entry.track.id !== trackId);
  return {
    ...queue,
    past: others(queue.past),
    upcoming: others(queue.upcoming),
    unshuffled: queue.unshuffled && others(queue.unshuffled),
  };
}

export function clear(queue: Queue): Queue {
  return { ...queue, upcoming: [], unshuffled: queue.unshuffled && [] };
}

/** What was lined up in `before` comes after what is lined up now, and repeats as it did. */
export function bringBack(queue: Queue, before: Queue): Queue {
  return {
    ...queue,
    upcoming: [...queue.upcoming, ...before.upcoming],
    unshuffled: queue.unshuffled && [...queue.unshuffled, ...(before.unshuffled ?? before.upcoming)],
    repeat: before.repeat,
  };
}

/** Shuffles what is coming, or puts it back into the order it had. */
export function toggleShuffle(queue: Queue, random: Random): Queue {
  if (!queue.unshuffled) {
    return { ...queue, upcoming: shuffled(queue.upcoming, random), unshuffled: queue.upcoming };
  }
  return { ...queue, upcoming: queue.unshuffled, unshuffled: null };
}

/** The queue without the upcoming entries of `keys`. */
export function without(queue: Queue, keys: Set<number>): Queue {
  const keep = (entry: Entry) => !keys.has(entry.key);
  return {
    ...queue,
    upcoming: queue.upcoming.filter(keep),
    unshuffled: queue.unshuffled?.filter(keep) ?? null,
  };
}

/** Returns `items` in an order by chance, each order as likely as any other. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
