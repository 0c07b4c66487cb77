/** The queue, the radio and the current play, kept in this browser over a reload. */
import type { Track } from "../api/calls";
import { isRecord, keep, recall } from "../shell/keep";
import { emptyQueue, type Entry, type Queue } from "./queue";
import type { Station } from "./station";

const NAME = "player";
const PAST_KEPT = 30;

export interface Saved {
  queue: Queue;
  position: number;
  secondsHeard: number;
  playId: string | null;
  /** The radio that is on. */
  station: Station | null;
}

/** Saves all that plays on after a reload; false where the browser refuses. */
export function save(saved: Saved): boolean {
  const { past, current, upcoming, unshuffled } = saved.queue;
  const queue = {
    ...saved.queue,
    past: past.slice(-PAST_KEPT).map(slim),
    current: current && slim(current),
    upcoming: upcoming.map(slim),
    unshuffled: unshuffled?.map(slim) ?? null,
  };
  return keep(NAME, { ...saved, queue });
}

/** Returns what was saved, or an empty queue where nothing usable was. */
export function restore(): Saved {
  const nothing = { queue: emptyQueue(), position: 0, secondsHeard: 0, playId: null, station: null };
  return recall(NAME, isSaved, nothing);
}

/** Leaves away what a row, its cover and the bar do not show: a browser's store holds but a few megabytes. */
function slim(entry: Entry): Entry {
  const { id, title, artist, album, has_cover, genre_top, sound, duration_seconds, listens, status } =
    entry.track;
  const shown = { id, title, artist, album, has_cover, genre_top, sound, duration_seconds, listens, status };
  return { ...entry, track: shown satisfies Track };
}

function isSaved(value: unknown): value is Saved {
  if (!isRecord(value) || !isRecord(value["queue"])) return false;
  const { past, current, upcoming, unshuffled, repeat, nextKey } = value["queue"];
  const areEntries = (list: unknown) => Array.isArray(list) && list.every(isEntry);
  return (
    areEntries(past) &&
    areEntries(upcoming) &&
    (unshuffled === null || areEntries(unshuffled)) &&
    (current === null || isEntry(current)) &&
    ["off", "all", "one"].includes(String(repeat)) &&
    ((value["station"] ?? null) === null || isStation(value["station"])) &&
    [nextKey, value["position"], value["secondsHeard"]].every((number) => typeof number === "number")
  );
}

function isEntry(value: unknown): value is Entry {
  return (
    isRecord(value) &&
    isRecord(value["track"]) &&
    typeof value["track"]["id"] === "number" &&
    isRecord(value["track"]["artist"])
  );
}

function isStation(value: unknown): value is Station {
  const areIds = (ids: unknown) => Array.isArray(ids) && ids.every((id) => typeof id === "number");
  return (
    isRecord(value) &&
    typeof value["name"] === "string" &&
    [value["seeds"], value["liked"], value["unliked"]].every(areIds)
  );
}
