/** How loud the player is, kept in this browser. */
import { isBoolean, isNumber, keep, recall } from "../shell/keep";

const FIRST_VOLUME = 0.8;

export class Loudness {
  /** 0 to 1. */
  volume = $state(recall("volume", isNumber, FIRST_VOLUME));
  muted = $state(recall("muted", isBoolean, false));
  /** Some phones leave the volume to their buttons: there nothing can fade. */
  readonly canFade = followsVolume();
  onchange: (loudness: Loudness) => void = () => {};

  setVolume(volume: number): void {
    this.volume = Math.max(0, Math.min(volume, 1));
    this.muted = false;
    this.#tell();
  }

  toggleMute(): void {
    this.muted = !this.muted;
    this.#tell();
  }

  #tell(): void {
    keep("volume", this.volume);
    keep("muted", this.muted);
    this.onchange(this);
  }
}

function followsVolume(): boolean {
  const audio = document.createElement("audio");
  audio.volume = FIRST_VOLUME;
  return audio.volume < 1;
}

export const loudness = new Loudness();
