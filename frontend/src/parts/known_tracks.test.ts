import { expect, test, vi } from "vitest";

const getTrack = vi.hoisted(() => vi.fn(async (id: number) => ({ id })));
vi.mock("../api/calls", () => ({ getTrack }));

const { findTrack, findTracks } = await import("./known_tracks");

test("a track is asked for once, and again where it could not be had", async () => {
  getTrack.mockRejectedValueOnce(new Error("away"));
  await expect(findTrack(1)).rejects.toThrow("away");
  expect((await findTracks([1, 1])).map((track) => track.id)).toEqual([1, 1]);
  expect(getTrack).toHaveBeenCalledTimes(2);
});

test("of very many the oldest is forgotten", async () => {
  await findTracks(Array.from({ length: 501 }, (_, index) => 1000 + index));
  getTrack.mockClear();
  await findTracks([1500, 1000]);
  expect(getTrack.mock.calls).toEqual([[1000]]);
});
