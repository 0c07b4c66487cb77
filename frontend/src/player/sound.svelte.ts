/** The sound itself: two decks that take turns, the state of the one that sounds as runes, and the way between them. */
import { isNumber, keep, recall } from "../shell/keep";
import { Deck } from "./deck";
import { Fade, leadSeconds, type Shape } from "./fade";
import type { Heard } from "./heard";
import { loudness } from "./loudness.svelte";

/** `closing`: so near to its end that what is prepared has to begin now. */
type Ending = "closing" | "ended" | "failed";

/** So long a sound that is left in the middle takes to go. */
const LEAVING_SECONDS = 0.15;
/** A sound that has not come after so long is not waited for any more: whether the server answers is asked. */
const COMING_MS = 400;
/** So long a sound may still play under the next one when nothing fades. */
const HELD_SECONDS = 0.5;
/** Time is told four times a second: what happens before it is told again needs a timer of its own. */
const WATCHED_SECONDS = 0.6;

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

  #current = this.#makeDeck();
  #other = this.#makeDeck();
  #prepared: string | null = null;
  #fade: Fade | null = null;
  #closing: { shape: Shape; seconds: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;
  #isUnlocked = false;

  constructor() {
    this.#current.audio.dataset["current"] = "";
    loudness.onchange = ({ volume, muted }) =>
      [this.#current, this.#other].forEach((deck) => deck.setVolume(volume, muted));
  }

  get heard(): Heard {
    return this.#current.heard;
  }

  get remaining(): number {
    return this.duration - this.position;
  }

  /** Makes `address` the current sound, silent until `play`; what sounded goes in the way that suits its position. */
  load(address: string, begin = 0, secondsHeard = 0): void {
    this.#fade?.finish();
    const [left, coming] = [this.#current, this.#other];
    const { shape, seconds } = this.#closing ?? { shape: "out", seconds: LEAVING_SECONDS };
    if (begin > 0 || secondsHeard > 0 || !coming.holds(address)) coming.load(address, begin, secondsHeard);
    this.#swap();
    this.position = begin;
    this.duration = coming.duration;
    this.jumps++;
    if (left.audio.paused) left.empty();
    else this.#fade = new Fade(left, coming, shape, seconds, () => this.#leave(left));
  }

  /** Loads `address` ahead, so that it can begin at once. */
  prepare(address: string | null): void {
    this.#prepared = address;
    if (!this.#fade) this.#loadAhead();
  }

  /** Loads `address` ahead at once; tells whether it was not here before and can be played within a moment. */
  async fetch(address: string): Promise<boolean> {
    this.#fade?.finish();
    const deck = this.#other;
    const isHere = deck.holds(address);
    this.prepare(address);
    return !isHere && (await deck.comes(COMING_MS));
  }

  async play(): Promise<void> {
    this.#wanted = true;
    this.#unlock();
    if (this.#current.audio.error) this.#current.reload(this.position);
    try {
      await this.#current.audio.play();
    } catch (error) {
      // Replaced by a newer track, or failed (the error event tells), or refused without a gesture: then it is paused.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#wanted = false;
    }
  }

  pause(): void {
    this.#wanted = false;
    this.#fade?.finish();
    this.#current.audio.pause();
  }

  seek(position: number): void {
    const target = Math.max(0, Math.min(position, this.duration || position));
    this.#fade?.finish();
    this.#current.seek(target);
    this.position = target;
    this.jumps++;
  }

  setCrossfade(seconds: number): void {
    this.crossfade = seconds;
    keep("crossfade", seconds);
  }

  #makeDeck(): Deck {
    const deck = new Deck();
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
    return deck;
  }

  #swap(): void {
    clearTimeout(this.#timer);
    this.mayGoOver = false;
    this.#prepared = null;
    [this.#current, this.#other] = [this.#other, this.#current];
    delete this.#other.audio.dataset["current"];
    this.#current.audio.dataset["current"] = "";
  }

  #leave(left: Deck): void {
    this.#fade = null;
    left.empty();
    this.#loadAhead();
  }

  #loadAhead(): void {
    if (this.#prepared === null) this.#other.empty();
    else if (!this.#other.holds(this.#prepared)) this.#other.load(this.#prepared);
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
    const isLoaded =
      this.#prepared !== null && this.#other.audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    const isPlaying = this.#current.duration > 0 && !this.#current.audio.paused;
    return this.mayGoOver && isLoaded && isPlaying && !this.#fade;
  }

  #secondsLeft(): number {
    return this.#current.duration - this.#current.audio.currentTime;
  }

  get #fadeSeconds(): number {
    return loudness.canFade ? this.crossfade : 0;
  }

  #lead(): number {
    return leadSeconds(this.#fadeSeconds, this.#current.duration, this.#other.audio.duration);
  }

  #end(): void {
    this.heard.advance(this.#current.audio.currentTime);
    this.onending("ended");
  }

  #fail(): void {
    this.paused = true;
    if (this.#wanted) this.onending("failed");
  }

  /** Some browsers let an element sound without a gesture only after it was loaded within one. */
  #unlock(): void {
    if (!this.#isUnlocked) this.#other.audio.load();
    this.#isUnlocked = true;
  }
}

export const sound = new Sound();
