import { expect, test } from "vitest";
import { resample, waveformAddress } from "./waveform";

const peaks = Array.from({ length: 400 }, (_, index) => index % 256);
const bars = (address: string) => decodeURIComponent(address).match(/M/g)?.length;

test("each part shows its loudest moment, and none is lost", () => {
  expect(resample([1, 9, 2, 3, 4, 8], 3)).toEqual([9, 3, 8]);
  expect(resample([1, 9, 2], 2)).toEqual([1, 9]);
  expect(Math.max(...resample(peaks, 37))).toBe(255);
});

test("more parts than peaks repeat them", () => {
  expect(resample([5, 7], 4)).toEqual([5, 5, 7, 7]);
});

test("there are as many bars as the width has room for, and never more than peaks", () => {
  expect(bars(waveformAddress(peaks, 300))).toBe(100);
  expect(bars(waveformAddress(peaks, 5000))).toBe(400);
  expect(bars(waveformAddress(peaks, 0))).toBe(1);
});

test("silence is drawn as a thin line", () => {
  const svg = decodeURIComponent(waveformAddress(new Array<number>(400).fill(0), 30));
  expect(svg).toContain("M0 47.0h2v6.0h-2z");
  expect(svg).not.toMatch(/NaN|undefined/);
});
