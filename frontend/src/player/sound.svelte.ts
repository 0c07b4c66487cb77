/** The sound itself: one audio element, its state as runes, and the time that was really heard. */
import { isBoolean, isNumber, keep, recall } from "../shell/keep";
import { Heard } from "./heard";

type Ending = "ended" | "failed";

const FIRST_VOLUME = 0.8;

class Sound {
  paused = $state(true);
  position = $state(0);
  duration = $state(0);
  volume = $state(recall("volume", isNumber, FIRST_VOLUME));
  muted = $state(recall("muted", isBoolean, false));
  heard = new Heard();

  /** Called when a track has ended or cannot be played. */
  onending: (ending: Ending) => void = () => {};
  /** Called as time passes, a few times a second. */
  onprogress: () => void = () => {};

  #audio = this.#makeElement();
  /** Where to begin once the length is known. */
  #begin = 0;
  #wanted = false;

  /** Makes `address` the current sound, silent until `play`. */
  load(address: string, begin = 0, secondsHeard = 0): void {
    this.heard = new Heard(secondsHeard, begin);
    this.position = begin;
    this.duration = 0;
    this.#begin = begin;
    this.#audio.src = address;
  }

  async play(): Promise<void> {
    this.#wanted = true;
    if (this.#audio.error) {
      this.#begin = this.position;
      this.#audio.load();
    }
    try {
      await this.#audio.play();
    } catch (error) {
      // Replaced by a newer track, or failed (the error event tells), or refused without a gesture: then it is paused.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#wanted = false;
    }
  }

  pause(): void {
    this.#wanted = false;
    this.#audio.pause();
  }

  seek(position: number): void {
    const target = Math.max(0, Math.min(position, this.duration || position));
    if (this.#audio.readyState === HTMLMediaElement.HAVE_NOTHING) this.#begin = target;
    else this.#audio.currentTime = target;
    this.heard.jump(target);
    this.position = target;
  }

  setVolume(volume: number): void {
    this.volume = Math.max(0, Math.min(volume, 1));
    this.muted = false;
    this.#applyVolume();
  }

  toggleMute(): void {
    this.muted = !this.muted;
    this.#applyVolume();
  }

  #applyVolume(): void {
    this.#audio.volume = this.volume;
    this.#audio.muted = this.muted;
    keep("volume", this.volume);
    keep("muted", this.muted);
  }

  #makeElement(): HTMLAudioElement {
    const audio = document.createElement("audio");
    audio.dataset["current"] = "";
    audio.preload = "auto";
    audio.volume = this.volume;
    audio.muted = this.muted;
    audio.addEventListener("play", () => (this.paused = false));
    audio.addEventListener("pause", () => (this.paused = true));
    audio.addEventListener("loadedmetadata", () => this.#takeUp());
    audio.addEventListener(
      "durationchange",
      () => (this.duration = Number.isFinite(audio.duration) ? audio.duration : 0),
    );
    audio.addEventListener("seeking", () => this.heard.jump(audio.currentTime));
    audio.addEventListener("timeupdate", () => this.#follow());
    audio.addEventListener("ended", () => this.#end());
    audio.addEventListener("error", () => this.#fail());
    document.body.append(audio);
    return audio;
  }

  #takeUp(): void {
    if (this.#begin > 0) this.#audio.currentTime = this.#begin;
    this.#begin = 0;
  }

  #follow(): void {
    // A seek's own first timeupdate may come before its seeking event.
    if (this.#audio.seeking || this.#begin > 0) return;
    this.heard.advance(this.#audio.currentTime);
    this.position = this.#audio.currentTime;
    this.onprogress();
  }

  #end(): void {
    this.heard.advance(this.#audio.currentTime);
    this.onending("ended");
  }

  #fail(): void {
    this.paused = true;
    if (this.#wanted) this.onending("failed");
  }
}

export const sound = new Sound();
