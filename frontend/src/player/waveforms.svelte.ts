/** The waveforms of the tracks around: fetched once, at hand when the track begins. */
import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { getWaveform } from "../api/calls";

/** So many are kept; the oldest go first. */
const KEPT = 50;

class Waveforms {
  /** By track id; null while a waveform is on its way. */
  readonly #peaks = new SvelteMap<number, number[] | null>();

  /** Returns the peaks, 0 to 255 each, of a track whose waveform is here. */
  of(trackId: number): number[] | null {
    return this.#peaks.get(trackId) ?? null;
  }

  load(trackId: number): void {
    if (untrack(() => this.#peaks.has(trackId))) return;
    this.#peaks.set(trackId, null);
    getWaveform(trackId).then(
      (peaks) => this.#peaks.set(trackId, peaks),
      // Without one the bar is plain; a track that is not analysed yet may have one when it comes again.
      () => this.#peaks.delete(trackId),
    );
    untrack(() => this.#forget());
  }

  #forget(): void {
    const [oldest] = this.#peaks.keys();
    if (this.#peaks.size > KEPT && oldest !== undefined) this.#peaks.delete(oldest);
  }
}

export const waveforms = new Waveforms();
