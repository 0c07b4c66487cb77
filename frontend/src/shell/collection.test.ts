import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CollectionState } from "../api/calls";

let answers: (CollectionState | null)[];
let asked: number;

function state(ready: number, pending: number, model: string | null = null): CollectionState {
  return {
    tracks: { ready, pending, unreadable: 2, no_audio: 5 },
    work: null,
    model: model === null ? null : { id: model, tracks: ready, activated_at: "" },
  };
}

async function open() {
  vi.resetModules();
  vi.doMock("../api/calls", () => ({
    getCollection: async () => {
      asked++;
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (!answer) throw new Error("away");
      return answer;
    },
  }));
  return (await import("./collection.svelte")).collection;
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.doUnmock("../api/calls");
});

test("a collection that is all analysed is asked for once", async () => {
  answers = [state(10, 0, "m1")];
  const collection = await open();
  await collection.follow();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, collection.isListening, collection.version]).toEqual([1, false, 0]);
});

test("one that is being analysed is followed to its end, and lists are asked for anew with the first tracks and each model", async () => {
  answers = [state(0, 0), state(0, 30), state(20, 10, "m1"), state(30, 0, "m1")];
  const collection = await open();
  await collection.follow();
  expect([collection.isListening, collection.isEmpty, collection.version]).toEqual([false, true, 0]);
  await vi.advanceTimersByTimeAsync(4000);
  expect([collection.isListening, collection.done, collection.total]).toEqual([true, 2, 32]);
  expect(collection.version).toBe(1);
  await vi.advanceTimersByTimeAsync(4000);
  expect(collection.version).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, collection.isListening, collection.version]).toEqual([4, false, 3]);
});

test("a server that is away is asked again", async () => {
  answers = [null, state(30, 0, "m1")];
  const collection = await open();
  await collection.follow();
  await vi.advanceTimersByTimeAsync(4000);
  expect([asked, collection.done]).toEqual([2, 32]);
});

test("a collection that is still empty is followed, as its import may be under way", async () => {
  answers = [state(0, 0), state(0, 30), state(1, 29)];
  answers[0]!.tracks.unreadable = 0;
  const collection = await open();
  await collection.follow();
  expect([collection.isEmpty, collection.isListening]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(4000);
  expect([collection.isEmpty, collection.isListening]).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(4000);
  expect([asked, collection.isEmpty, collection.isListening]).toEqual([3, false, true]);
});

test("the last model is waited for when all is analysed", async () => {
  answers = [state(30, 0), state(30, 0, "m1"), state(30, 0, "m1")];
  answers[1]!.model!.tracks = 20;
  const collection = await open();
  await collection.follow();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, collection.version]).toEqual([3, 1]);
});

test("clips that stay pending are no longer waited for when nothing has moved for two minutes", async () => {
  answers = [state(27, 3, "m1")];
  const collection = await open();
  await collection.follow();
  await vi.advanceTimersByTimeAsync(110_000);
  expect(collection.isListening).toBe(true);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(collection.isListening).toBe(false);
  answers = [state(28, 2, "m1")];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(collection.isListening).toBe(true);
});

test("what is done before there are tracks is followed, and lists are asked for anew when they are there", async () => {
  const composing = {
    ...state(0, 0),
    work: { step: "composing" as const, done: 5, total: 72, at: "" },
  };
  answers = [composing, { ...state(0, 72), work: null }];
  const collection = await open();
  await collection.follow();
  expect(collection.work).toEqual({ words: "Composing music to try", done: 5, total: 72 });
  expect(collection.isEmpty).toBe(true);
  await vi.advanceTimersByTimeAsync(4000);
  expect([collection.work, collection.isEmpty, collection.version]).toEqual([null, false, 1]);
});

test("work that has stood still for minutes is no longer shown", async () => {
  answers = [{ ...state(9, 0, "m1"), work: { step: "reading", done: 5, total: 72, at: "" } }];
  const collection = await open();
  await collection.follow();
  expect(collection.work).not.toBeNull();
  await vi.advanceTimersByTimeAsync(130_000);
  expect(collection.work).toBeNull();
});
