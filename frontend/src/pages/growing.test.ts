import { expect, test, vi } from "vitest";
import type { Page } from "../api/calls";
import { Growing } from "./growing.svelte";

const pages: Record<string, Page<number>> = {
  "": { items: [1, 2], next: "b", total: 3 },
  b: { items: [3], next: null, total: 3 },
};

test("a list grows by its next page, asked for once, until it has ended", async () => {
  const ask = vi.fn(async (cursor = "") => pages[cursor]!);
  const list = new Growing(ask);
  list.refresh();
  await vi.waitFor(() => expect(list.asked.value?.items).toEqual([1, 2]));
  await Promise.all([list.more(), list.more()]);
  expect(list.asked.value?.items).toEqual([1, 2, 3]);
  await list.more();
  expect(ask).toHaveBeenCalledTimes(2);
});

test("a page that does not come leaves what is there, and may be asked for again", async () => {
  const ask = vi.fn(async (cursor = "") => pages[cursor]!);
  const list = new Growing(ask);
  list.refresh();
  await vi.waitFor(() => expect(list.asked.value).not.toBeNull());
  ask.mockRejectedValueOnce(new Error("away"));
  await list.more();
  expect(list.asked.value?.items).toEqual([1, 2]);
  await list.more();
  expect(list.asked.value?.items).toEqual([1, 2, 3]);
});

test("a list that has grown says so, until it is asked for anew", async () => {
  const ask = vi.fn(async (cursor = "") => pages[cursor]!);
  const list = new Growing(ask);
  list.refresh();
  await vi.waitFor(() => expect(list.asked.value).not.toBeNull());
  expect(list.hasGrown).toBe(false);
  await list.more();
  expect(list.hasGrown).toBe(true);
  list.refresh();
  await vi.waitFor(() => expect(list.asked.value?.items).toEqual([1, 2]));
  expect(list.hasGrown).toBe(false);
});
