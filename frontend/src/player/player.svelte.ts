/** The player: what the buttons and keys do, between the queue, the sound, the reports and the recommendations. */
import { audioAddress, postBlend, type Origin, type Ending, type Track } from "../api/calls";
import { SILENCE, wordsOf } from "../api/client";
import { connection } from "../api/connection";
import { count } from "../parts/words";
import { notices } from "../shell/notices.svelte";
import * as queues from "./queue";
import type { Queue } from "./queue";
import { ratings } from "./ratings.svelte";
import { recommendations } from "./recommendations.svelte";
import { report } from "./report";
import { restore, save } from "./saved";
import { sound } from "./sound.svelte";

const RESTART_AFTER_SECONDS = 3;
const REPORT_EVERY_SECONDS = 15;
const FAILURES_IN_A_ROW = 3;
const RADIO_LENGTH = 30;

class Player {
  queue = $state.raw<Queue>(queues.emptyQueue());
  /** Grows whenever the server has heard of a play's beginning or end. */
  told = $state(0);
  #reportedSeconds = 0;
  #failures = 0;

  constructor() {
    sound.onending = (ending) => (ending === "ended" ? this.#end() : this.#fail());
    sound.onprogress = () => this.#progress();
    report.ontold = () => this.told++;
    ratings.ondislike = (track) => this.#change(queues.drop(this.queue, track.id));
    this.#restore();
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "hidden" && this.#leave(),
    );
  }

  get current(): Track | null {
    return this.queue.current?.track ?? null;
  }

  get suggestions(): Track[] {
    return recommendations.items.map((one) => one.track).filter((track) => !isDisliked(track));
  }

  /** What comes next if nothing changes. */
  get following(): Track | null {
    return queues.peek(this.queue, this.suggestions);
  }

  play(track: Track, origin: Origin): void {
    if (this.current?.id === track.id) {
      if (!sound.paused) sound.seek(0);
      this.#resume();
      return;
    }
    void this.#step(() => this.#go(queues.playNow(this.queue, track, origin), "skipped"));
  }

  /** Plays or pauses; with nothing loaded, the first recommendation begins. */
  toggle(): void {
    if (!this.current) this.next();
    else if (sound.paused) this.#resume();
    else sound.pause();
  }

  next(): void {
    void this.#step(() => this.#advance("skipped"));
  }

  previous(): void {
    if (sound.position > RESTART_AFTER_SECONDS) return sound.seek(0);
    void this.#step(() => {
      const back = queues.goBack(this.queue);
      if (back) this.#go(back, "skipped");
      else sound.seek(0);
    });
  }

  jumpTo(key: number): void {
    void this.#step(() => this.#go(queues.jumpTo(this.queue, key), "skipped"));
  }

  playNext(track: Track): void {
    this.#change(queues.playNext(this.queue, track, "queue"));
    notices.tell(`“${track.title}” plays next`);
  }

  add(track: Track): void {
    this.#change(queues.add(this.queue, track, "queue", Math.random));
    notices.tell(`“${track.title}” is in the queue`);
  }

  /** Plays a list from its place `start` on, instead of what was coming. */
  playAll(tracks: readonly Track[], origin: Origin, start = 0): void {
    void this.#step(() =>
      this.#go(queues.playAll(this.queue, tracks, origin, Math.random, start), "skipped"),
    );
  }

  addAll(tracks: readonly Track[], origin: Origin): void {
    this.#change(queues.addAll(this.queue, tracks, origin, Math.random));
    notices.tell(`${count(tracks.length, "track")} in the queue`);
  }

  /** Plays what sounds like the tracks `like`. */
  async startRadio({ name, like }: { name: string; like: number[] }): Promise<void> {
    try {
      const { items } = await postBlend(like, [], RADIO_LENGTH);
      this.playAll(
        items.map((one) => one.track),
        "radio",
      );
      notices.tell(`Radio: ${name}`);
    } catch (error) {
      notices.warn(wordsOf(error));
    }
  }

  remove(key: number): void {
    this.#change(queues.remove(this.queue, key));
  }

  clear(): void {
    this.#change(queues.clear(this.queue));
  }

  toggleShuffle(): void {
    this.#change(queues.toggleShuffle(this.queue, Math.random));
  }

  cycleRepeat(): void {
    this.#change(queues.cycleRepeat(this.queue));
  }

  /** Leaves the current track only if the server can give another: the current one may be loaded and play on. */
  async #step(step: () => void): Promise<void> {
    if (!this.current || (await connection.answers())) step();
    else notices.hold(SILENCE);
  }

  #advance(outcome: Ending): void {
    const queue = queues.advance(this.queue, this.suggestions, Math.random);
    if (queue) return this.#go(queue, outcome);
    if (outcome === "completed") report.end(sound.heard.seconds, outcome);
    notices.warn("There is nothing to go on with. Choose a track in the library.");
  }

  /** Ends the play that is, with `outcome`, and begins the queue's current one; null if the play had no end to tell. */
  #go(queue: Queue, outcome: Ending | null): void {
    if (!queue.current) return;
    if (outcome && this.current) report.end(sound.heard.seconds, outcome);
    const { track, origin } = queue.current;
    const left = this.current;
    this.queue = left && left.id !== track.id && isDisliked(left) ? queues.drop(queue, left.id) : queue;
    connection.stopWaiting();
    this.#reportedSeconds = 0;
    sound.load(audioAddress(track.id));
    void sound.play();
    report.begin(track.id, origin);
    notices.say(`Now playing: ${track.title} by ${track.artist.name}`);
    this.#save();
  }

  #resume(): void {
    connection.stopWaiting();
    // A play that has ended or failed is over: the same track once more is a new play.
    if (report.playId) void sound.play();
    else this.#go(this.queue, null);
  }

  #end(): void {
    this.#failures = 0;
    void connection.ask(() => this.#goOn());
  }

  #goOn(): void {
    if (this.queue.repeat === "one") this.#go(this.queue, "completed");
    else this.#advance("completed");
  }

  #fail(): void {
    void connection.ask(
      () => this.#skipBroken(),
      () => this.#takeUpAgain(),
    );
  }

  #skipBroken(): void {
    const title = this.current?.title ?? "The track";
    // Not hearing a broken file says nothing about taste, so the play gets no outcome.
    report.takeUp(null);
    this.#failures++;
    const goesOn = this.#failures < FAILURES_IN_A_ROW;
    const after = goesOn
      ? "Going on with the next one."
      : "Nor could those before it: is the music still there?";
    notices.warn(`“${title}” cannot be played. ${after}`);
    const queue = goesOn ? queues.advance(this.queue, this.suggestions, Math.random) : null;
    if (queue) this.#go(queue, null);
  }

  /** The server was away in the middle of the current track and is back. */
  #takeUpAgain(): void {
    const { position, heard } = sound;
    // Of a play that was never heard the server may not even know.
    if (!this.current || heard.seconds === 0) return this.#go(this.queue, null);
    sound.load(audioAddress(this.current.id), position, heard.seconds);
    void sound.play();
  }

  #progress(): void {
    this.#failures = 0;
    if (sound.heard.seconds - this.#reportedSeconds < REPORT_EVERY_SECONDS) return;
    this.#reportedSeconds = sound.heard.seconds;
    report.progress(sound.heard.seconds);
    this.#save();
  }

  #leave(): void {
    if (sound.heard.seconds > this.#reportedSeconds) report.progress(sound.heard.seconds, true);
    this.#reportedSeconds = sound.heard.seconds;
    this.#save();
  }

  #change(queue: Queue): void {
    this.queue = queue;
    this.#save();
  }

  #save(): void {
    const { position, heard } = sound;
    save({ queue: this.queue, position, secondsHeard: heard.seconds, playId: report.playId });
  }

  #restore(): void {
    const { queue, position, secondsHeard, playId } = restore();
    this.queue = queue;
    if (!queue.current) return;
    report.takeUp(playId);
    this.#reportedSeconds = secondsHeard;
    sound.load(audioAddress(queue.current.track.id), position, secondsHeard);
  }
}

function isDisliked(track: Track): boolean {
  return ratings.of(track.id) === "dislike";
}

export const player = new Player();
