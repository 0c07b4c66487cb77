/** The play that goes on: it keeps the queue, the sound, the reports and what is saved in step. */
import { audioAddress, type Ending, type Track } from "../api/calls";
import { connection } from "../api/connection";
import { notices } from "../shell/notices.svelte";
import { drop } from "./line_up";
import * as queues from "./queue";
import type { Queue, Source } from "./queue";
import { radio } from "./radio.svelte";
import { ratings } from "./ratings.svelte";
import { recommendations } from "./recommendations.svelte";
import { report } from "./report";
import { restore, save } from "./saved";
import { sound } from "./sound.svelte";
import { isEarlySkip } from "./station";

const REPORT_EVERY_SECONDS = 15;
const FAILURES_IN_A_ROW = 3;
/** Changes that follow each other so closely, as while a row is dragged, are saved once. */
const SAVE_AFTER_MS = 500;
/** So long before a track goes over into the next by itself the server is asked whether it is there. */
const ASK_AHEAD_SECONDS = 6;

class Playing {
  queue = $state.raw<Queue>(queues.emptyQueue());
  #reportedSeconds = 0;
  #failures = 0;
  #hasAskedAhead = false;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #wasRefused = false;

  constructor() {
    sound.onending = (ending) => {
      if (ending === "closing") this.#goOn();
      else if (ending === "ended") void connection.ask(() => this.#goOn());
      else this.#fail();
    };
    sound.onprogress = () => this.#progress();
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

  /** Where the queue goes on: the radio that is on, otherwise what is recommended. */
  get source(): Source {
    const fits = (track: Track) => !isDisliked(track);
    if (radio.station && radio.tracks.length > 0) {
      return { tracks: radio.tracks.filter(fits), origin: "radio" };
    }
    const tracks = recommendations.items.map((one) => one.track);
    return { tracks: tracks.filter(fits), origin: "recommendations" };
  }

  change(queue: Queue): void {
    this.queue = queue;
    this.save();
  }

  /** Ends the play that is, with `outcome`, and begins the queue's current one; null if the play had no end to tell. */
  go(queue: Queue, outcome: Ending | null): void {
    if (!queue.current) return;
    const { track, origin } = queue.current;
    const left = this.current;
    const secondsHeard = sound.heard.seconds;
    // Before all else: what the change brings with it, requests and drawing, follows the sound.
    sound.load(audioAddress(track.id));
    void sound.play();
    if (outcome && left) this.#end(left, outcome, secondsHeard);
    this.queue = left && left.id !== track.id && isDisliked(left) ? drop(queue, left.id) : queue;
    connection.stopWaiting();
    this.#reportedSeconds = 0;
    this.#hasAskedAhead = false;
    report.begin(track.id, origin, sound.begins());
    void sound.begins().then(() => radio.refresh(this.queue));
    notices.say(`Now playing: ${track.title} by ${track.artist.name}`);
    this.save();
  }

  /** Goes to what follows. */
  advance(outcome: Ending): void {
    const queue = queues.advance(this.queue, this.source, Math.random);
    if (queue) return this.go(queue, outcome);
    if (outcome === "completed") report.end(sound.heard.seconds, outcome);
    notices.warn("There is nothing to go on with. Choose a track in the library.");
  }

  resume(): void {
    connection.stopWaiting();
    // A play that has ended or failed is over: the same track once more is a new play.
    if (report.playId) void sound.play();
    else this.go(this.queue, null);
  }

  /** Saves what is, in a moment. */
  save(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#saveNow(), SAVE_AFTER_MS);
  }

  #saveNow(): void {
    clearTimeout(this.#saving);
    const isKept = save({
      queue: this.queue,
      position: sound.position,
      secondsHeard: sound.heard.seconds,
      playId: report.toldPlayId,
      station: radio.station,
      replaced: radio.replaced,
    });
    if (!isKept && !this.#wasRefused)
      notices.warn("This browser does not keep the queue: it ends with this page.");
    this.#wasRefused = !isKept;
  }

  #end(track: Track, outcome: Ending, secondsHeard: number): void {
    report.end(secondsHeard, outcome);
    if (outcome === "skipped" && isEarlySkip(track, secondsHeard)) radio.steer(track.id, "less");
  }

  #goOn(): void {
    if (this.queue.repeat === "one") this.go(this.queue, "completed");
    else this.advance("completed");
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
    const queue = goesOn ? queues.advance(this.queue, this.source, Math.random) : null;
    if (queue) this.go(queue, null);
  }

  /** The server was away in the middle of the current track and is back. */
  #takeUpAgain(): void {
    const { position, heard } = sound;
    // Of a play that was never heard the server may not even know.
    if (!this.current || heard.seconds === 0) return this.go(this.queue, null);
    sound.load(audioAddress(this.current.id), position, heard.seconds);
    void sound.play();
  }

  #progress(): void {
    this.#failures = 0;
    if (sound.remaining < ASK_AHEAD_SECONDS + sound.crossfade) this.#askAhead();
    if (sound.heard.seconds - this.#reportedSeconds < REPORT_EVERY_SECONDS) return;
    this.#reportedSeconds = sound.heard.seconds;
    report.progress(sound.heard.seconds);
    this.save();
  }

  /** A server that does not answer is waited for at the end of the track. */
  #askAhead(): void {
    if (this.#hasAskedAhead) return;
    this.#hasAskedAhead = true;
    const { current } = this.queue;
    void connection.answers().then((answers) => {
      if (this.queue.current === current) sound.mayGoOver = answers;
    });
  }

  #leave(): void {
    if (sound.heard.seconds > this.#reportedSeconds) report.progress(sound.heard.seconds, true);
    this.#reportedSeconds = sound.heard.seconds;
    this.#saveNow();
  }

  #restore(): void {
    const { queue, position, secondsHeard, playId, station, replaced } = restore();
    this.queue = queue;
    radio.takeUp(station, replaced ?? null);
    void radio.refresh(queue);
    if (!queue.current) return;
    report.takeUp(playId);
    this.#reportedSeconds = secondsHeard;
    sound.load(audioAddress(queue.current.track.id), position, secondsHeard);
  }
}

function isDisliked(track: Track): boolean {
  return ratings.of(track.id) === "dislike";
}

export const playing = new Playing();
