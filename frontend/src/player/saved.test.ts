import { afterEach, expect, test, vi } from "vitest";
import type { Track } from "../api/calls";
import { emptyQueue, playNow } from "./queue";
import { restore, save, type Saved } from "./saved";

const track = {
  id: 7,
  title: "Glass Before Rain",
  artist: { id: 1, name: "Larkfold" },
  album: null,
  has_cover: false,
  genre_top: "Folk",
  sound: { energy: 0.4 },
  duration_seconds: 30,
  listens: 3,
  status: "ready",
  tags: ["a tag that nobody sees in a queue"],
  licence: "CC BY 4.0",
} as unknown as Track;

function savedWith(queue = playNow(emptyQueue(), track, "library")): Saved {
  return { queue, position: 3, secondsHeard: 2, playId: "p1", station: null, replaced: queue };
}

function store(refuses = false): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (refuses) throw new DOMException("full", "QuotaExceededError");
      kept.set(name, value);
    },
  });
  return kept;
}

afterEach(() => vi.unstubAllGlobals());

test("a queue comes back with all that its rows and covers show", () => {
  store();
  expect(save(savedWith())).toBe(true);
  const { tags: _tags, licence: _licence, ...shown } = track;
  expect(restore().queue.current?.track).toEqual(shown);
  expect(restore().replaced).toEqual(restore().queue);
  expect([restore().position, restore().playId]).toEqual([3, "p1"]);
});

test("what a queue does not show of its tracks is not stored", () => {
  const kept = store();
  save(savedWith({ ...emptyQueue(), unshuffled: [{ key: 1, track, origin: "library" }] }));
  expect([...kept.values()].join()).not.toMatch(/tag|licence/);
});

test("what was saved before radios kept it comes back", () => {
  const kept = store();
  save(savedWith());
  const { replaced: _replaced, ...older } = JSON.parse([...kept.values()][0]!) as Saved;
  kept.set([...kept.keys()][0]!, JSON.stringify(older));
  expect(restore().queue.current?.track.id).toBe(7);
});

test("a browser that refuses to keep the queue is told of", () => {
  store(true);
  expect(save(savedWith())).toBe(false);
});
