/** The sound itself: what sounds as runes, its beginning, its end, and the moment when the next one has to begin. */
import { isNumber, keep, recall } from "../shell/keep";
import type { Deck } from "./deck";
import { Decks, type Turn } from "./decks";
import { leadSeconds } from "./fade";
import type { Heard } from "./heard";
import { loudness } from "./loudness.svelte";

/** `closing`: so near to its end that what is prepared has to begin now. */
type Ending = "closing" | "ended" | "failed";

/** A sound that is left in the middle goes quickly. */
const LEAVING: Turn = { shape: "out", seconds: 0.15 };
/** So long a sound may still play under the next one when nothing fades. */
const HELD_SECONDS = 0.5;
/** Time is told four times a second: what happens before it is told again needs a timer of its own. */
const WATCHED_SECONDS = 0.6;
/** Nothing waits longer than this for a sound that was asked for. */
const BEGINNING_MS = 1000;

class Sound {
  paused = $state(true);
  position = $state(0);
  duration = $state(0);
  /** Seconds that the end of one track and the beginning of the next sound together; 0 lets them meet without a gap. */
  crossfade = $state(recall("crossfade", isNumber, 0));
  /** Grows whenever the position changes by more than time passing. */
  jumps = $state(0);

  /** Called when a track comes to its end, has ended or cannot be played. */
  onending: (ending: Ending) => void = () => {};
  /** Called as time passes, a few times a second. */
  onprogress: () => void = () => {};
  /** Whether what is prepared may begin by itself when the current sound closes. */
  mayGoOver = false;

  #decks = new Decks((deck) => this.#connect(deck));
  #closing: Turn | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;

  constructor() {
    loudness.onchange = (changed) => this.#decks.setVolume(changed);
  }

  get heard(): Heard {
    return this.#current.heard;
  }

  get remaining(): number {
    return this.duration - this.position;
  }

  /** Makes `address` the current sound, silent until `play`; what sounded goes in the way that suits its position. */
  load(address: string, begin = 0, secondsHeard = 0): void {
    clearTimeout(this.#timer);
    this.mayGoOver = false;
    this.#decks.load(address, begin, secondsHeard, this.#closing ?? LEAVING);
    this.position = begin;
    this.duration = this.#current.duration;
    this.jumps++;
  }

  /** Loads `address` ahead, so that it can begin at once. */
  prepare(address: string | null): void {
    this.#decks.prepare(address);
  }

  /** Loads `address` ahead at once; tells whether it was not here before and can be played within a moment. */
  fetch(address: string): Promise<boolean> {
    return this.#decks.fetch(address);
  }

  async play(): Promise<void> {
    this.#wanted = true;
    this.#decks.unlock();
    if (this.#current.audio.error) this.#current.reload(this.position);
    try {
      await this.#current.audio.play();
    } catch (error) {
      // Replaced by a newer track, or failed (the error event tells), or refused without a gesture: then it is paused.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#wanted = false;
    }
  }

  /** Resolves once what was asked for is heard, at once where nothing was; soon in any case, as it may never be. */
  begins(): Promise<void> {
    return this.#current.begins(BEGINNING_MS);
  }

  pause(): void {
    this.#wanted = false;
    this.#decks.finish();
    this.#current.audio.pause();
  }

  seek(position: number): void {
    const target = Math.max(0, Math.min(position, this.duration || position));
    this.#decks.finish();
    this.#current.seek(target);
    this.position = target;
    this.jumps++;
  }

  setCrossfade(seconds: number): void {
    this.crossfade = seconds;
    keep("crossfade", seconds);
  }

  get #current(): Deck {
    return this.#decks.current;
  }

  #connect(deck: Deck): void {
    deck.setVolume(loudness.volume, loudness.muted);
    const when = (event: string, act: () => void) =>
      deck.audio.addEventListener(event, () => deck === this.#current && act());
    when("play", () => (this.paused = false));
    when("pause", () => (this.paused = true));
    when("durationchange", () => (this.duration = deck.duration));
    when("seeking", () => clearTimeout(this.#timer));
    when("timeupdate", () => this.#follow());
    when("ended", () => this.#end());
    when("error", () => this.#fail());
  }

  #follow(): void {
    if (!this.#current.follow()) return;
    this.position = this.#current.audio.currentTime;
    this.onprogress();
    this.#watchEnd();
  }

  #watchEnd(): void {
    clearTimeout(this.#timer);
    const untilClosing = this.#secondsLeft() - this.#lead();
    if (this.#canGoOver() && untilClosing < WATCHED_SECONDS) {
      this.#timer = setTimeout(() => this.#close(), untilClosing * 1000);
    }
  }

  #close(): void {
    const seconds = this.#secondsLeft();
    if (!this.#canGoOver()) return;
    this.#current.heard.advance(this.#current.audio.currentTime);
    this.#closing =
      this.crossfade > 0 ? { shape: "cross", seconds } : { shape: "hold", seconds: HELD_SECONDS };
    this.onending("closing");
    this.#closing = null;
  }

  #canGoOver(): boolean {
    return this.mayGoOver && this.#decks.canGoOver;
  }

  #secondsLeft(): number {
    return this.#current.duration - this.#current.audio.currentTime;
  }

  #lead(): number {
    const wished = loudness.canFade ? this.crossfade : 0;
    return leadSeconds(wished, this.#current.duration, this.#decks.other.audio.duration);
  }

  #end(): void {
    this.heard.advance(this.#current.audio.currentTime);
    this.onending("ended");
  }

  #fail(): void {
    this.paused = true;
    if (this.#wanted) this.onending("failed");
  }
}

export const sound = new Sound();
