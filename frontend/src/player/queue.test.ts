import { describe, expect, test } from "vitest";
import type { Track } from "../api/calls";
import {
  add,
  addAll,
  bringBack,
  clear,
  drop,
  move,
  playAll,
  playNext,
  remove,
  toggleShuffle,
} from "./line_up";
import {
  advance,
  cycleRepeat,
  emptyQueue,
  goBack,
  jumpTo,
  peek,
  playNow,
  type Queue,
  type Source,
} from "./queue";

const first = () => 0;
const last = () => 0.999;

function track(id: number): Track {
  return {
    id,
    title: `Title ${id}`,
    artist: { id: 1, name: "Artist" },
    album: null,
    status: "ready",
    genres: [],
    listens: 0,
  } as unknown as Track;
}

function queueOf(current: number | null, ...upcoming: number[]): Queue {
  const started = current === null ? emptyQueue() : playNow(emptyQueue(), track(current), "library");
  return upcoming.reduce((queue, id) => add(queue, track(id), "queue", last), started);
}

const from = (tracks: Track[], origin: Source["origin"] = "recommendations"): Source => ({ tracks, origin });

const ids = (entries: { track: Track }[]) => entries.map((entry) => entry.track.id);

describe("playing", () => {
  test("play now makes the current track past and leaves what is coming", () => {
    const queue = playNow(queueOf(1, 2, 3), track(9), "history");
    expect(ids(queue.past)).toEqual([1]);
    expect(queue.current).toMatchObject({ track: { id: 9 }, origin: "history" });
    expect(ids(queue.upcoming)).toEqual([2, 3]);
  });

  test("the same track twice has two keys", () => {
    const queue = queueOf(1, 2, 2);
    expect(new Set(queue.upcoming.map((entry) => entry.key)).size).toBe(2);
  });

  test("jumping to an upcoming track keeps those before it", () => {
    const queue = queueOf(1, 2, 3, 4);
    const jumped = jumpTo(queue, queue.upcoming[1]!.key);
    expect(jumped.current?.track.id).toBe(3);
    expect(ids(jumped.upcoming)).toEqual([2, 4]);
  });

  test("the past is bounded", () => {
    let queue = queueOf(1);
    for (let id = 2; id < 300; id++) queue = playNow(queue, track(id), "library");
    expect(queue.past.length).toBe(100);
    expect(queue.past.at(-1)?.track.id).toBe(298);
  });
});

describe("queueing", () => {
  test("play next comes first and add comes last", () => {
    const queue = add(playNext(queueOf(1, 2), track(3), "queue"), track(4), "queue", first);
    expect(ids(queue.upcoming)).toEqual([3, 2, 4]);
  });

  test("remove takes one appearance of a track out", () => {
    const queue = queueOf(1, 2, 3, 2);
    expect(ids(remove(queue, queue.upcoming[0]!.key).upcoming)).toEqual([3, 2]);
  });

  test("clear empties what is coming and nothing else", () => {
    const queue = clear(queueOf(1, 2, 3));
    expect(queue.upcoming).toEqual([]);
    expect(queue.current?.track.id).toBe(1);
  });
});

describe("many at once", () => {
  const album = [1, 2, 3, 4].map(track);

  test("playing all takes the place of what was coming, and what stands before the start is past", () => {
    const queue = playAll(queueOf(8, 9), album, "library", 2, first);
    expect([ids(queue.past), queue.current?.track.id, ids(queue.upcoming)]).toEqual([[8, 1, 2], 3, [4]]);
    expect(queue.current?.origin).toBe("library");
    const keys = [...queue.past, queue.current!, ...queue.upcoming].map((entry) => entry.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("while shuffled the start plays first, all others come, and they can be put in order", () => {
    const queue = playAll(toggleShuffle(queueOf(8, 9), first), album, "library", 1, first);
    expect(queue.current?.track.id).toBe(2);
    expect(ids(queue.upcoming)).not.toEqual([1, 3, 4]);
    expect(ids(toggleShuffle(queue, first).upcoming)).toEqual([1, 3, 4]);
  });

  test("of a long list begun near its end only the last hundred stay within reach of Previous", () => {
    const long = Array.from({ length: 300 }, (_, id) => track(id));
    const { past } = playAll(queueOf(999), long, "library", 250, first);
    expect([past.length, ids(past).at(0), ids(past).at(-1)]).toEqual([100, 150, 249]);
  });

  test("a queue that a radio took the place of comes back after what was lined up since", () => {
    const before: Queue = { ...queueOf(8, 9, 10), repeat: "all" };
    const queue = bringBack(add({ ...clear(before), repeat: "off" }, track(3), "queue", last), before);
    expect([ids(queue.upcoming), queue.repeat, queue.unshuffled]).toEqual([[3, 9, 10], "all", null]);
  });

  test("a shuffled queue that comes back can still be put in order", () => {
    const before = toggleShuffle(queueOf(8, 1, 2, 3), first);
    expect(ids(before.upcoming)).not.toEqual([1, 2, 3]);
    expect(ids(toggleShuffle(bringBack(clear(before), before), first).upcoming)).toEqual([1, 2, 3]);
  });

  test("nothing to play changes nothing", () => {
    const queue = queueOf(8, 9);
    expect(playAll(queue, [], "library", 0, first)).toBe(queue);
  });

  test("adding all keeps their order after what was coming", () => {
    expect(ids(addAll(queueOf(8, 9), album, "path", first).upcoming)).toEqual([9, 1, 2, 3, 4]);
  });

  test("a moved track goes to its place and no further than the ends", () => {
    const queue = queueOf(1, 2, 3, 4);
    const [two] = queue.upcoming;
    expect(ids(move(queue, two!.key, 1).upcoming)).toEqual([3, 2, 4]);
    expect(ids(move(queue, two!.key, 9).upcoming)).toEqual([3, 4, 2]);
    expect(ids(move(queue, two!.key, -1).upcoming)).toEqual([2, 3, 4]);
    expect(move(queue, 99, 0)).toBe(queue);
  });
});

describe("going on", () => {
  test("the queue goes before the recommendations", () => {
    expect(advance(queueOf(1, 2), from([track(7)]), first)?.current?.track.id).toBe(2);
  });

  test("an empty queue goes on with the first recommendation", () => {
    const queue = advance(queueOf(1), from([track(7), track(8)]), first);
    expect(queue?.current).toMatchObject({ track: { id: 7 }, origin: "recommendations" });
  });

  test("what a radio goes on with is a play of the radio", () => {
    expect(advance(queueOf(1), from([track(7)], "radio"), first)?.current?.origin).toBe("radio");
  });

  test("a recommendation of what plays already is passed over", () => {
    expect(advance(queueOf(7), from([track(7), track(8)]), first)?.current?.track.id).toBe(8);
  });

  test("without queue and recommendations there is no next", () => {
    expect(advance(queueOf(1), from([]), first)).toBeNull();
  });

  test("a suggestion does not lead straight back, unless it is the only one", () => {
    const queue = playNow(queueOf(1), track(2), "library");
    expect(advance(queue, from([track(1), track(3)]), first)?.current?.track.id).toBe(3);
    expect(advance(queue, from([track(1)]), first)?.current?.track.id).toBe(1);
  });

  test("peek names the same track while it repeats", () => {
    const queue = cycleRepeat(cycleRepeat(playNow(queueOf(1, 2), track(3), "library")));
    expect(queue.repeat).toBe("one");
    expect(peek(queue, [track(7)])?.id).toBe(3);
  });

  test("peek names what advance plays", () => {
    for (const queue of [
      queueOf(1, 2),
      queueOf(1),
      cycleRepeat(queueOf(1)),
      cycleRepeat(playNow(queueOf(1), track(2), "library")),
    ]) {
      const suggestions = [track(7)];
      expect(peek(queue, suggestions)?.id).toBe(advance(queue, from(suggestions), first)?.current?.track.id);
    }
  });
});

describe("going back", () => {
  test("previous and next return to the same place", () => {
    const queue = playNow(queueOf(1, 3), track(2), "library");
    const back = goBack(queue)!;
    expect(back.current?.track.id).toBe(1);
    expect(ids(back.upcoming)).toEqual([2, 3]);
    const forth = advance(back, from([]), first)!;
    expect(forth.current?.track.id).toBe(2);
    expect(ids(forth.past)).toEqual([1]);
    expect(ids(forth.upcoming)).toEqual([3]);
  });

  test("before the first track there is nothing", () => {
    expect(goBack(queueOf(1))).toBeNull();
  });
});

describe("shuffle", () => {
  test("it changes the order, keeps every track and can be taken back", () => {
    const queue = queueOf(1, 2, 3, 4, 5);
    const shuffled = toggleShuffle(queue, first);
    expect(ids(shuffled.upcoming)).not.toEqual([2, 3, 4, 5]);
    expect(ids(shuffled.upcoming).sort()).toEqual([2, 3, 4, 5]);
    expect(ids(toggleShuffle(shuffled, first).upcoming)).toEqual([2, 3, 4, 5]);
  });

  test("what was removed or played while shuffled does not come back", () => {
    let queue = toggleShuffle(queueOf(1, 2, 3, 4), first);
    const removed = queue.upcoming[1]!;
    queue = remove(queue, removed.key);
    const played = queue.upcoming[0]!;
    queue = toggleShuffle(advance(queue, from([]), first)!, first);
    const gone = [removed.track.id, played.track.id];
    expect(ids(queue.upcoming)).toEqual([2, 3, 4].filter((id) => !gone.includes(id)));
  });

  test("an added track may come anywhere while shuffled and comes last afterwards", () => {
    const queue = add(toggleShuffle(queueOf(1, 2, 3), first), track(9), "queue", first);
    expect(queue.upcoming[0]?.track.id).toBe(9);
    expect(ids(toggleShuffle(queue, first).upcoming)).toEqual([2, 3, 9]);
  });

  test("it picks among the first recommendations", () => {
    const suggestions = Array.from({ length: 20 }, (_, index) => track(100 + index));
    expect(advance(toggleShuffle(queueOf(1), first), from(suggestions), last)?.current?.track.id).toBe(105);
  });
});

describe("repeat", () => {
  test("it goes from off to all to one to off", () => {
    const all = cycleRepeat(emptyQueue());
    expect([all.repeat, cycleRepeat(all).repeat, cycleRepeat(cycleRepeat(all)).repeat]).toEqual([
      "all",
      "one",
      "off",
    ]);
  });

  test("all begins again with the first track that was played", () => {
    const queue = cycleRepeat(playNow(queueOf(1), track(2), "library"));
    const again = advance(queue, from([track(7)]), first)!;
    expect(again.current?.track.id).toBe(1);
    expect(ids(again.upcoming)).toEqual([2]);
  });

  test("all goes round for ever without a recommendation", () => {
    let queue = cycleRepeat(playNow(queueOf(1), track(2), "library"));
    const heard: number[] = [];
    for (let step = 0; step < 5; step++) {
      queue = advance(queue, from([track(7)]), first)!;
      heard.push(queue.current!.track.id);
    }
    expect(heard).toEqual([1, 2, 1, 2, 1]);
  });
});

test("a dropped track is gone from the past and from what comes, not from what plays", () => {
  const played = playNow(playNow(queueOf(1, 2, 3, 2), track(2), "library"), track(2), "library");
  const queue = drop(toggleShuffle(played, first), 2);
  expect(ids(queue.past)).toEqual([1]);
  expect(queue.current?.track.id).toBe(2);
  expect(ids(queue.upcoming)).toEqual([3]);
  expect(ids(toggleShuffle(queue, first).upcoming)).toEqual([3]);
});
