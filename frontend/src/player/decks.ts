/** Two decks that take turns: one sounds while the other holds what comes next, and the one goes over into the other. */
import { Deck } from "./deck";
import { Fade, type Shape } from "./fade";
import type { Loudness } from "./loudness.svelte";

/** How one sound gives way to the next, and how long that takes. */
export interface Turn {
  shape: Shape;
  seconds: number;
}

/** A sound that has not come after so long is not waited for any more: whether the server answers is asked. */
const COMING_MS = 400;

export class Decks {
  #current: Deck;
  #other: Deck;
  #prepared: string | null = null;
  #fade: Fade | null = null;
  #isUnlocked = false;

  /** `connect` is called with each deck that is made. */
  constructor(connect: (deck: Deck) => void) {
    this.#current = new Deck();
    this.#other = new Deck();
    [this.#current, this.#other].forEach(connect);
    this.#current.audio.dataset["current"] = "";
  }

  get current(): Deck {
    return this.#current;
  }

  get other(): Deck {
    return this.#other;
  }

  /** Whether what is prepared can take its turn now. */
  get canGoOver(): boolean {
    const isLoaded =
      this.#prepared !== null && this.#other.audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    const isPlaying = this.#current.duration > 0 && !this.#current.audio.paused;
    return isLoaded && isPlaying && !this.#fade;
  }

  setVolume({ volume, muted }: Loudness): void {
    [this.#current, this.#other].forEach((deck) => deck.setVolume(volume, muted));
  }

  /** Makes `address` the current sound, silent until it is played; what sounded goes as `turn` says. */
  load(address: string, begin: number, secondsHeard: number, turn: Turn): void {
    this.finish();
    const [left, coming] = [this.#current, this.#other];
    if (begin > 0 || secondsHeard > 0 || !coming.holds(address)) coming.load(address, begin, secondsHeard);
    this.#swap();
    if (left.audio.paused) left.empty();
    else this.#fade = new Fade(left, coming, turn.shape, turn.seconds, () => this.#leave(left));
  }

  /** Loads `address` ahead, so that it can begin at once. */
  prepare(address: string | null): void {
    this.#prepared = address;
    if (!this.#fade) this.#loadAhead();
  }

  /** Loads `address` ahead at once; tells whether it was not here before and can be played within a moment. */
  async fetch(address: string): Promise<boolean> {
    this.finish();
    const deck = this.#other;
    const isHere = deck.holds(address);
    this.prepare(address);
    return !isHere && (await deck.comes(COMING_MS));
  }

  /** Some browsers let an element sound without a gesture only after it was loaded within one: call it in one. */
  unlock(): void {
    if (!this.#isUnlocked) this.#other.audio.load();
    this.#isUnlocked = true;
  }

  /** What is on its way from one sound to the next is there. */
  finish(): void {
    this.#fade?.finish();
  }

  #swap(): void {
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
}
