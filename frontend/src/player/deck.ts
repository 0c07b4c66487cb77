/** One audio element: what it holds, its share of the volume, and the time of it that was really heard. */
import { Heard } from "./heard";

export class Deck {
  readonly audio = document.createElement("audio");
  heard = new Heard();
  /** What it holds; null while it is empty. */
  address: string | null = null;
  #gain = 1;
  #volume = 1;
  /** Where to begin once the length is known. */
  #begin = 0;
  #isHeard = false;

  constructor() {
    this.audio.preload = "auto";
    this.audio.addEventListener("loadedmetadata", () => this.#takeUp());
    this.audio.addEventListener("playing", () => (this.#isHeard = true));
    for (const silence of ["pause", "emptied"]) {
      this.audio.addEventListener(silence, () => (this.#isHeard = false));
    }
    this.audio.addEventListener("seeking", () => this.heard.jump(this.audio.currentTime));
    document.body.append(this.audio);
  }

  /** Makes `address` its sound, silent until it is played. */
  load(address: string, begin = 0, secondsHeard = 0): void {
    this.heard = new Heard(secondsHeard, begin);
    this.address = address;
    this.gain = 1;
    this.#begin = begin;
    this.audio.src = address;
    // Within a gesture of the listener this also allows the element to sound later, where browsers ask for that.
    this.audio.load();
  }

  /** Loads again what could not be loaded, to begin at `position`. */
  reload(position: number): void {
    this.#begin = position;
    this.audio.load();
  }

  empty(): void {
    if (this.address === null) return;
    this.address = null;
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
  }

  /** Tells whether it holds `address` from the beginning, unspoilt. */
  holds(address: string): boolean {
    return this.address === address && !this.audio.error && this.#begin === 0 && this.heard.seconds === 0;
  }

  /** Tells whether what it loads now can be played within `patienceMs`. */
  async comes(patienceMs: number): Promise<boolean> {
    const { address } = this;
    return (await this.#happens("canplay", patienceMs)) && this.address === address;
  }

  /** Resolves once it is heard if it is to be played, at the latest after `patienceMs`. */
  async begins(patienceMs: number): Promise<void> {
    if (!this.audio.paused && !this.#isHeard) await this.#happens("playing", patienceMs);
  }

  seek(position: number): void {
    if (this.audio.readyState === HTMLMediaElement.HAVE_NOTHING) this.#begin = position;
    else this.audio.currentTime = position;
    this.heard.jump(position);
  }

  /** Takes note of the time that has passed; false while it is on its way to another position. */
  follow(): boolean {
    // A seek's own first timeupdate may come before its seeking event.
    if (this.audio.seeking || this.#begin > 0) return false;
    this.heard.advance(this.audio.currentTime);
    return true;
  }

  get duration(): number {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : 0;
  }

  get gain(): number {
    return this.#gain;
  }

  set gain(gain: number) {
    this.#gain = gain;
    this.#applyVolume();
  }

  setVolume(volume: number, muted: boolean): void {
    this.#volume = volume;
    this.audio.muted = muted;
    this.#applyVolume();
  }

  /** Tells whether `event` happens within `patienceMs`, and without an error before it. */
  #happens(event: "canplay" | "playing", patienceMs: number): Promise<boolean> {
    return new Promise((done) => {
      const over = new AbortController();
      const tell = (happened: boolean) => {
        over.abort();
        clearTimeout(timer);
        done(happened);
      };
      const timer = setTimeout(() => tell(false), patienceMs);
      this.audio.addEventListener(event, () => tell(true), over);
      this.audio.addEventListener("error", () => tell(false), over);
    });
  }

  #applyVolume(): void {
    this.audio.volume = Math.max(0, Math.min(this.#volume * this.#gain, 1));
  }

  #takeUp(): void {
    if (this.#begin > 0) this.audio.currentTime = this.#begin;
    this.#begin = 0;
  }
}
