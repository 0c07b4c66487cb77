import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Fade, gainsAt, leadSeconds } from "./fade";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const parts = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

test("two sounds that cross are of equal power together at every moment", () => {
  for (const part of parts) {
    const { leaving, coming } = gainsAt("cross", part);
    expect(leaving ** 2 + coming ** 2).toBeCloseTo(1);
  }
  expect(gainsAt("cross", 0)).toEqual({ leaving: 1, coming: 0 });
});

test("what is left in the middle goes, and what was chosen is there at once", () => {
  expect(parts.map((part) => gainsAt("out", part).coming)).toEqual(parts.map(() => 1));
  expect(gainsAt("out", 1).leaving).toBeCloseTo(0);
});

test("without a fade both are as loud as ever", () => {
  for (const part of parts) expect(gainsAt("hold", part)).toEqual({ leaving: 1, coming: 1 });
});

test("the wished seconds are faded, but never more than a third of the shorter one", () => {
  expect(leadSeconds(8, 200, 180)).toBe(8);
  expect(leadSeconds(8, 12, 180)).toBe(4);
  expect(leadSeconds(8, 200, 9)).toBe(3);
  expect(leadSeconds(5, 200, NaN)).toBe(5);
});

test("where nothing fades the next one begins a moment before the end", () => {
  expect(leadSeconds(0, 200, 180)).toBeGreaterThan(0);
  expect(leadSeconds(0, 200, 180)).toBeLessThan(0.1);
});

test("a fade goes its way in its time and ends once", () => {
  const [leaving, coming, done] = [{ gain: 1 }, { gain: 1 }, vi.fn()];
  new Fade(leaving, coming, "cross", 2, done);
  expect(coming.gain).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(leaving.gain).toBeCloseTo(Math.SQRT1_2, 1);
  expect(coming.gain).toBeCloseTo(Math.SQRT1_2, 1);
  expect(done).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(leaving.gain).toBeCloseTo(0);
  expect(coming.gain).toBe(1);
  expect(done).toHaveBeenCalledTimes(1);
});

test("a fade that is cut short leaves the coming one at its full volume", () => {
  const [leaving, coming, done] = [{ gain: 1 }, { gain: 1 }, vi.fn()];
  new Fade(leaving, coming, "cross", 8, done).finish();
  vi.advanceTimersByTime(10_000);
  expect([coming.gain, done.mock.calls.length]).toEqual([1, 1]);
});
