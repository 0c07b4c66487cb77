/** The radio: what it goes on with, asked for anew after every step. */
import { postBlend, type Track } from "../api/calls";
import { wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import type { Queue } from "./queue";
import { questionOf, steer, type Station } from "./station";

const HOW_MANY = 20;

class Radio {
  /** Null while no radio is on. */
  station = $state.raw<Station | null>(null);
  tracks = $state.raw<Track[]>([]);
  /** The queue whose place it has taken; null where that held nothing. */
  replaced: Queue | null = null;
  #question = 0;

  /** Turns `station` on if it has anything to play; false, and the reason is told, if it has not. */
  async start(station: Station, queue: Queue): Promise<boolean> {
    const question = ++this.#question;
    try {
      const tracks = await ask(station, queue);
      if (question !== this.#question) return false;
      if (tracks.length === 0) throw new Error(`Nothing else sounds like ${station.name}.`);
      this.station = station;
      this.tracks = tracks;
      return true;
    } catch (error) {
      notices.warn(wordsOf(error));
      return false;
    }
  }

  /** Takes up the radio that was on before a reload. */
  takeUp(station: Station | null, replaced: Queue | null): void {
    this.station = station;
    this.replaced = replaced;
  }

  stop(): void {
    this.#question++;
    this.station = null;
    this.tracks = [];
    this.replaced = null;
  }

  steer(trackId: number, wish: "more" | "less" | "neither"): void {
    if (this.station) this.station = steer(this.station, trackId, wish);
  }

  /** Asks what comes after `queue`; without an answer the tracks of the last one stay. */
  async refresh(queue: Queue): Promise<void> {
    if (!this.station) return;
    const question = ++this.#question;
    const tracks = await ask(this.station, queue).catch(() => []);
    if (question === this.#question && tracks.length > 0) this.tracks = tracks;
  }
}

async function ask(station: Station, queue: Queue): Promise<Track[]> {
  const answer = await askFor(station, queue);
  // In a small collection everything may have been heard lately.
  return answer.length > 0 ? answer : askFor(station, queue, true);
}

async function askFor(station: Station, queue: Queue, second = false): Promise<Track[]> {
  const { like, unlike, exclude } = questionOf(station, queue, second);
  const page = await postBlend(like, unlike, HOW_MANY, exclude);
  return page.items.map((one) => one.track);
}

export const radio = new Radio();
