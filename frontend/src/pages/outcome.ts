/** How a play went, in a listener's words. */
import type { HistoryEntry } from "../api/calls";
import { clock } from "../parts/words";
import { isEarlySkip } from "../player/station";

/** What may lack of a track that was heard to the end: players round, and the last moment is often silence. */
const LACKING_SECONDS = 2;

export interface Went {
  kind: "whole" | "part" | "skipped" | "playing";
  /** What happened, and how far it went. */
  words: [string, string];
}

/** Says how `entry` went by the seconds that were heard: a play that was moved to its end was not heard to the end. */
export function describeOutcome(entry: HistoryEntry, isPlaying: boolean): Went {
  const { outcome, seconds_heard, track } = entry;
  if (outcome === "skipped" && isEarlySkip(track, seconds_heard))
    return { kind: "skipped", words: ["Skipped", `after ${clock(seconds_heard)}`] };
  if (outcome === "completed" && seconds_heard >= (track.duration_seconds ?? 0) - LACKING_SECONDS) {
    return { kind: "whole", words: ["Heard", "to the end"] };
  }
  if (outcome === "started" && isPlaying) return { kind: "playing", words: ["Playing", ""] };
  return { kind: "part", words: ["Heard", clock(seconds_heard)] };
}
