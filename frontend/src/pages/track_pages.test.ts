import { afterEach, expect, test, vi } from "vitest";
import type { TrackListing } from "../api/calls";

const TOTAL = 450;

afterEach(() => vi.doUnmock("../api/calls"));

test("the first tracks of a list are those that are here and, asked for, those that are not", async () => {
  const asked: TrackListing[] = [];
  vi.doMock("../api/calls", () => ({
    getTracks: async (listing: TrackListing) => {
      asked.push(listing);
      const first = Number(listing.cursor ?? 0);
      const end = Math.min(TOTAL, first + listing.limit!);
      const items = Array.from({ length: end - first }, (_, index) => ({ id: first + index }));
      return { items, total: TOTAL, next: end < TOTAL ? String(end) : null };
    },
  }));
  const { TrackPages } = await import("./track_pages.svelte");
  const list = new TrackPages();
  list.show({ genre: "12" });
  await vi.waitFor(() => expect(list.known).toHaveLength(60));

  const tracks = await list.first(300);

  expect(tracks.map((track) => track.id)).toEqual(Array.from({ length: 300 }, (_, id) => id));
  expect(asked.map(({ genre, cursor }) => [genre, cursor])).toEqual([
    ["12", undefined],
    ["12", "60"],
    ["12", "260"],
  ]);
  expect(list.known).toHaveLength(60);
  expect(await list.first(1000)).toHaveLength(TOTAL);
});
