import { expect, test } from "vitest";
import { clock, count, dayOf, likeness } from "./words";

test("seconds read as a clock", () => {
  expect([0, 9.9, 60, 83.4, 3600].map(clock)).toEqual(["0:00", "0:09", "1:00", "1:23", "60:00"]);
  expect(clock(null)).toBe("0:00");
});

test("one of a thing is singular", () => {
  expect([count(0, "track"), count(1, "track"), count(8000, "track")]).toEqual([
    "0 tracks",
    "1 track",
    "8,000 tracks",
  ]);
});

test("a day is named from today's point of view", () => {
  const now = new Date(2030, 0, 2, 0, 5);
  expect(dayOf(new Date(2030, 0, 2, 0, 1), now)).toBe("Today");
  expect(dayOf(new Date(2030, 0, 1, 23, 59), now)).toBe("Yesterday");
  expect(dayOf(new Date(2029, 11, 31), now)).toContain("December");
});

test("similarity reads as a share and a word, from one end to the other", () => {
  expect([1, 0.75, 0.5, 0].map((one) => likeness(one).join(", "))).toEqual([
    "100 %, nearly the same",
    "75 %, very alike",
    "50 %, a little alike",
    "0 %, far apart",
  ]);
});
