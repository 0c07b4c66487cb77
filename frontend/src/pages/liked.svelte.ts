/** What the listener likes, the newest like first, a page at a time. */
import { getLikes, type LikedTrack, type Page } from "../api/calls";
import { wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import { Asked } from "./asked.svelte";

const PAGE_SIZE = 100;

export class Liked {
  readonly asked = new Asked<Page<LikedTrack>>();

  refresh(): void {
    void this.asked.ask(() => getLikes(PAGE_SIZE));
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
