/** The queue, the radio and the current play, kept in this browser over a reload. */
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

export function save(saved: Saved): void {
  keep(NAME, { ...saved, queue: { ...saved.queue, past: saved.queue.past.slice(-PAST_KEPT) } });
}

/** Returns what was saved, or an empty queue where nothing usable was. */
export function restore(): Saved {
  const nothing = { queue: emptyQueue(), position: 0, secondsHeard: 0, playId: null, station: null };
  return recall(NAME, isSaved, nothing);
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
