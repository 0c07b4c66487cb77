import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { notices } from "./notices.svelte";

const texts = () => notices.shown.map((notice) => notice.text);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

test("a problem that is held stays until it is released, and is said once", () => {
  notices.hold("Away");
  notices.hold("Away");
  notices.warn("Away");
  vi.advanceTimersByTime(60_000);
  expect(texts()).toEqual(["Away"]);
  notices.release("Away");
  expect(texts()).toEqual([]);
});

test("a problem that was dismissed while it lasts is said again when it matters", () => {
  notices.hold("Away");
  notices.dismiss(notices.shown[0]!);
  expect(texts()).toEqual([]);
  notices.warn("Away");
  expect(texts()).toEqual(["Away"]);
  notices.release("Away");
});

test("other problems go by themselves", () => {
  notices.warn("Broken");
  vi.advanceTimersByTime(60_000);
  expect(texts()).toEqual([]);
});
