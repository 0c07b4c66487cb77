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
  /** The queue whose place the radio has taken. */
  replaced: Queue | null;
}

/** Saves all that plays on after a reload; false where the browser refuses. */
export function save(saved: Saved): boolean {
  const { queue, replaced } = saved;
  return keep(NAME, { ...saved, queue: slimQueue(queue), replaced: replaced && slimQueue(replaced) });
}

/** Returns what was saved, or an empty queue where nothing usable was. */
export function restore(): Saved {
  const nothing = {
    queue: emptyQueue(),
    position: 0,
    secondsHeard: 0,
    playId: null,
    station: null,
    replaced: null,
  };
  return recall(NAME, isSaved, nothing);
}

function slimQueue(queue: Queue): Queue {
  const { past, current, upcoming, unshuffled } = queue;
  return {
    ...queue,
    past: past.slice(-PAST_KEPT).map(slim),
    current: current && slim(current),
    upcoming: upcoming.map(slim),
    unshuffled: unshuffled?.map(slim) ?? null,
  };
}

/** Leaves away what a row, its cover and the bar do not show: a browser's store holds but a few megabytes. */
function slim(entry: Entry): Entry {
  const { id, title, artist, album, has_cover, genre_top, sound, duration_seconds, listens, status } =
    entry.track;
  const shown = { id, title, artist, album, has_cover, genre_top, sound, duration_seconds, listens, status };
  return { ...entry, track: shown satisfies Track };
}

function isSaved(value: unknown): value is Saved {
  const isMissing = (part: unknown) => (part ?? null) === null;
  return (
    isRecord(value) &&
    isQueue(value["queue"]) &&
    (isMissing(value["replaced"]) || isQueue(value["replaced"])) &&
    (isMissing(value["station"]) || isStation(value["station"])) &&
    [value["position"], value["secondsHeard"]].every((number) => typeof number === "number")
  );
}

function isQueue(value: unknown): value is Queue {
  if (!isRecord(value)) return false;
  const { past, current, upcoming, unshuffled, repeat, nextKey } = value;
  const areEntries = (list: unknown) => Array.isArray(list) && list.every(isEntry);
  return (
    areEntries(past) &&
    areEntries(upcoming) &&
    (unshuffled === null || areEntries(unshuffled)) &&
    (current === null || isEntry(current)) &&
    ["off", "all", "one"].includes(String(repeat)) &&
    typeof nextKey === "number"
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
