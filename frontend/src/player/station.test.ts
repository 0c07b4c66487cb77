import { expect, test } from "vitest";
import type { Track } from "../api/calls";
import { add } from "./line_up";
import { emptyQueue, playNow } from "./queue";
import { isEarlySkip, newStation, questionOf, steer } from "./station";

function track(id: number, duration = 200): Track {
  return { id, title: "", artist: { id: 1, name: "" }, duration_seconds: duration } as unknown as Track;
}

const queue = [2, 3, 4].reduce((longer, id) => playNow(longer, track(id), "radio"), emptyQueue());

test("a radio asks for more like its beginning, without what was heard or is lined up", () => {
  const question = questionOf(newStation("One", [1]), add(queue, track(9), "queue", Math.random));
  expect(question).toEqual({ like: [1], unlike: [], exclude: [4, 9, 3, 2] });
});

test("likes pull it and skips push it, and the last word on a track counts", () => {
  let station = steer(steer(newStation("One", [1]), 5, "more"), 6, "less");
  expect(questionOf(station, queue)).toMatchObject({ like: [1, 5], unlike: [6] });
  station = steer(steer(station, 5, "less"), 6, "neither");
  expect(questionOf(station, queue)).toMatchObject({ like: [1], unlike: [5] });
});

test("it never asks to be like and unlike the same track, and never for nothing", () => {
  const one = steer(newStation("One", [1]), 1, "less");
  expect(questionOf(one, queue)).toMatchObject({ like: [1], unlike: [] });
  const two = steer(newStation("Two", [1, 2]), 1, "less");
  expect(questionOf(two, queue)).toMatchObject({ like: [2], unlike: [1] });
});

test("its questions stay within what the service takes, and near to its beginning", () => {
  const seeds = Array.from({ length: 80 }, (_, index) => index + 1);
  let station = newStation("Many", seeds);
  for (let id = 1000; id < 1100; id++) station = steer(steer(station, id, "more"), id + 1000, "less");
  const { like, unlike } = questionOf(station, queue);
  expect([like.length, unlike.length]).toEqual([50, 50]);
  expect(like.filter((id) => id >= 1000)).toHaveLength(20);
  expect(like).toContain(1099);
});

test("where all was heard lately, only the last few are left out", () => {
  expect(questionOf(newStation("One", [1]), playNow(queue, track(5), "radio"), true).exclude).toEqual([
    5, 4, 3,
  ]);
});

test("leaving is a skip before half of the track or 30 seconds, whichever is first", () => {
  expect([5, 29, 31].map((seconds) => isEarlySkip(track(1, 200), seconds))).toEqual([true, true, false]);
  expect([5, 11].map((seconds) => isEarlySkip(track(1, 20), seconds))).toEqual([true, false]);
});
