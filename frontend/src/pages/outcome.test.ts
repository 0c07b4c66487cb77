import { expect, test } from "vitest";
import type { HistoryEntry } from "../api/calls";
import { describeOutcome } from "./outcome";

function entryOf(
  outcome: HistoryEntry["outcome"],
  seconds: number,
  length: number | null = 30,
): HistoryEntry {
  return { outcome, seconds_heard: seconds, track: { duration_seconds: length } } as unknown as HistoryEntry;
}

const words = (entry: HistoryEntry, isPlaying = false) =>
  describeOutcome(entry, isPlaying).words.join(" ").trim();

test("a skip tells how long it was heard", () => {
  expect(words(entryOf("skipped", 3.7))).toBe("Skipped after 0:03");
});

test("what was left after it counted was heard", () => {
  expect(words(entryOf("skipped", 24))).toBe("Heard 0:24");
  expect(words(entryOf("skipped", 31, 300))).toBe("Heard 0:31");
  expect(words(entryOf("skipped", 29, null))).toBe("Skipped after 0:29");
});

test("heard to the end is what was really heard", () => {
  expect(words(entryOf("completed", 29.4))).toBe("Heard to the end");
  expect(words(entryOf("completed", 12))).toBe("Heard 0:12");
  expect(words(entryOf("completed", 12, null))).toBe("Heard to the end");
});

test("a play without an end plays, or was heard so far", () => {
  expect(words(entryOf("started", 12), true)).toBe("Playing");
  expect(words(entryOf("started", 12))).toBe("Heard 0:12");
});
