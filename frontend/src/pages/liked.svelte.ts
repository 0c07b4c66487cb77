/** What the listener likes, the newest like first, a page at a time. */
import { getLikes, type LikedTrack, type Track } from "../api/calls";
import { Growing } from "./growing.svelte";
import { readOn } from "./read_on";

const PAGE_SIZE = 100;

export class Liked extends Growing<LikedTrack> {
  constructor() {
    super((cursor) => getLikes(PAGE_SIZE, cursor));
  }

  /** Returns the `most` newest likes; those that are not shown yet are asked for. */
  async first(most: number): Promise<Track[]> {
    const begun = this.asked.value ?? (await this.ask());
    const { items } = await readOn(begun, most, this.ask);
    return items.map((one) => one.track);
  }
}
