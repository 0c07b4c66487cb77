/** What the listener likes, the newest like first, a page at a time. */
import { getLikes, type LikedTrack, type Page, type Track } from "../api/calls";
import { wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import { Asked } from "./asked.svelte";
import { readOn } from "./read_on";

const PAGE_SIZE = 100;

export class Liked {
  readonly asked = new Asked<Page<LikedTrack>>();

  refresh(): void {
    void this.asked.ask(() => getLikes(PAGE_SIZE));
  }

  /** Returns the `most` newest likes; those that are not shown yet are asked for. */
  async first(most: number): Promise<Track[]> {
    const begun = this.asked.value ?? (await getLikes(PAGE_SIZE));
    const { items } = await readOn(begun, most, (cursor) => getLikes(PAGE_SIZE, cursor));
    return items.map((one) => one.track);
  }

  async more(): Promise<void> {
    const shown = this.asked.value;
    if (!shown?.next) return;
    try {
      const page = await getLikes(PAGE_SIZE, shown.next);
      if (shown === this.asked.value) this.asked.value = { ...page, items: [...shown.items, ...page.items] };
    } catch (error) {
      notices.warn(wordsOf(error));
    }
  }
}
