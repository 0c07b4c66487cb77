/** The player: what the buttons, keys and menus do. */
import { audioAddress, type Origin, type RatingValue, type Track } from "../api/calls";
import { SILENCE } from "../api/client";
import { connection } from "../api/connection";
import { count } from "../parts/words";
import { notices } from "../shell/notices.svelte";
import * as lineUp from "./line_up";
import { playing } from "./playing.svelte";
import * as queues from "./queue";
import type { Queue, Source } from "./queue";
import { radio } from "./radio.svelte";
import { ratings } from "./ratings.svelte";
import { report } from "./report";
import { sound } from "./sound.svelte";
import { newStation } from "./station";

const RESTART_AFTER_SECONDS = 3;

/** A radio's name and the tracks that it is to sound like; `first` plays first. */
interface RadioWish {
  name: string;
  like: number[];
  first?: Track;
}

class Player {
  /** Grows whenever the server has heard of a play's beginning or end. */
  told = $state(0);

  constructor() {
    report.ontold = () => this.told++;
    ratings.onrated = (track, value) => this.#rated(track, value);
  }

  get queue(): Queue {
    return playing.queue;
  }

  get current(): Track | null {
    return playing.current;
  }

  get source(): Source {
    return playing.source;
  }

  /** What comes next if nothing changes. */
  get following(): Track | null {
    return queues.peek(playing.queue, playing.source.tracks);
  }

  /** Somebody is about to play `track`: where nothing sounds, it is loaded meanwhile. */
  expect(track: Track): void {
    if (sound.paused && this.current?.id !== track.id) sound.prepare(audioAddress(track.id));
  }

  play(track: Track, origin: Origin): void {
    if (this.current?.id === track.id) {
      if (!sound.paused) sound.seek(0);
      playing.resume();
      return;
    }
    void this.#step(track, () => playing.go(queues.playNow(this.queue, track, origin), "skipped"));
  }

  /** Plays `tracks` from the one at `start` on, in the place of what was lined up. */
  playAll(tracks: readonly Track[], origin: Origin, start = 0): void {
    void this.#step(tracks[start] ?? null, () => {
      radio.stop();
      playing.go(lineUp.playAll(this.queue, tracks, origin, start, Math.random), "skipped");
    });
  }

  /** Goes on with what sounds like the tracks of `wish`; what was lined up comes back when the radio is stopped. */
  async startRadio({ name, like, first }: RadioWish): Promise<void> {
    const before = this.queue;
    const queue: Queue = { ...lineUp.clear(before), repeat: "off" };
    if (!(await radio.start(newStation(name, like), queue))) return;
    const isThere = like.length === 1 && this.current?.id === like[0];
    const track = isThere ? null : (first ?? radio.tracks[0] ?? null);
    if (before.upcoming.length > 0) {
      radio.replaced = radio.replaced ? lineUp.bringBack(before, radio.replaced) : before;
    }
    notices.tell(`Radio: ${name}${radio.replaced ? ". “Stop radio” brings your queue back." : ""}`);
    if (track) {
      void this.#step(track, () => playing.go(queues.playNow(queue, track, "radio"), "skipped"));
    } else {
      playing.change(queue);
      if (sound.paused) playing.resume();
    }
  }

  /** Ends the radio; what it took the place of is lined up again. */
  stopRadio(): void {
    const { replaced } = radio;
    radio.stop();
    playing.change(replaced ? lineUp.bringBack(this.queue, replaced) : this.queue);
  }

  /** Plays or pauses; with nothing loaded, the first recommendation begins. */
  toggle(): void {
    if (!this.current) this.next();
    else if (sound.paused) playing.resume();
    else sound.pause();
  }

  /** Pauses, back at the beginning. */
  stop(): void {
    sound.pause();
    sound.seek(0);
  }

  next(): void {
    void this.#step(this.following, () => playing.advance("skipped"));
  }

  previous(): void {
    if (sound.position > RESTART_AFTER_SECONDS) return sound.seek(0);
    void this.#step(this.queue.past.at(-1)?.track ?? null, () => {
      const back = queues.goBack(this.queue);
      if (back) playing.go(back, "skipped");
      else sound.seek(0);
    });
  }

  jumpTo(key: number): void {
    const entry = this.queue.upcoming.find((one) => one.key === key);
    void this.#step(entry?.track ?? null, () => playing.go(queues.jumpTo(this.queue, key), "skipped"));
  }

  playNext(track: Track): void {
    playing.change(lineUp.playNext(this.queue, track, "queue"));
    notices.tell(`“${track.title}” plays next`);
  }

  add(track: Track): void {
    playing.change(lineUp.add(this.queue, track, "queue", Math.random));
    notices.tell(`“${track.title}” is in the queue`);
  }

  addAll(tracks: readonly Track[], origin: Origin): void {
    playing.change(lineUp.addAll(this.queue, tracks, origin, Math.random));
    notices.tell(`${count(tracks.length, "track")} added to the queue`);
  }

  remove(key: number): void {
    playing.change(lineUp.remove(this.queue, key));
  }

  /** Brings the entry `key` to `place` among the upcoming ones, counted from 0. */
  move(key: number, place: number): void {
    playing.change(lineUp.move(this.queue, key, place));
  }

  clear(): void {
    playing.change(lineUp.clear(this.queue));
  }

  /** Nothing that was played is within reach of Previous any more. */
  forgetPast(): void {
    playing.change({ ...this.queue, past: [] });
  }

  toggleShuffle(): void {
    playing.change(lineUp.toggleShuffle(this.queue, Math.random));
  }

  cycleRepeat(): void {
    playing.change(queues.cycleRepeat(this.queue));
  }

  /** Leaves the current track only if the server can give another: the current one may be loaded and play on. */
  async #step(to: Track | null, step: () => void): Promise<void> {
    sound.mayGoOver = false;
    // A sound that comes tells as much as an answer would, and sooner; one that was here before tells nothing.
    const comes = to && this.current && (await sound.fetch(audioAddress(to.id)));
    if (!this.current || comes || (await connection.answers())) step();
    else notices.hold(SILENCE);
  }

  #rated(track: Track, value: RatingValue | undefined): void {
    if (value === "dislike") {
      playing.change(lineUp.drop(this.queue, track.id));
      radio.replaced = radio.replaced && lineUp.drop(radio.replaced, track.id);
    }
    if (!radio.station) return;
    const wish = value === "like" ? "more" : value === "dislike" ? "less" : "neither";
    radio.steer(track.id, wish);
    playing.save();
    void radio.refresh(this.queue);
  }
}

export const player = new Player();
