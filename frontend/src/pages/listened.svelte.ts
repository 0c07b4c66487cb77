/** What the listener heard, newest first, a page at a time. */
import { deleteHistory, getHistory, type HistoryEntry } from "../api/calls";
import { wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import { player } from "../player/player.svelte";
import { recommendations } from "../player/recommendations.svelte";

const PAGE_SIZE = 50;

export class Listened {
  entries = $state.raw<HistoryEntry[]>([]);
  total = $state<number | null>(null);
  problem = $state("");
  #next = $state<string | null>(null);

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Reads the newest page; older ones that were shown stay. */
  async refresh(): Promise<void> {
    try {
      const page = await getHistory(PAGE_SIZE);
      const fresh = new Set(page.items.map((entry) => entry.play_id));
      const older = this.#next || page.next ? this.entries.filter((entry) => !fresh.has(entry.play_id)) : [];
      const isFirst = this.entries.length === 0;
      this.entries = [...page.items, ...older];
      this.total = page.total;
      if (isFirst) this.#next = page.next ?? null;
      this.problem = "";
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  async more(): Promise<void> {
    if (!this.#next) return;
    try {
      const page = await getHistory(PAGE_SIZE, this.#next);
      const known = new Set(this.entries.map((entry) => entry.play_id));
      this.entries = [...this.entries, ...page.items.filter((entry) => !known.has(entry.play_id))];
      this.#next = page.next ?? null;
    } catch (error) {
      notices.warn(wordsOf(error));
    }
  }

  /** Erases the plays, on the server and within reach of Previous. */
  async erase(): Promise<void> {
    try {
      await deleteHistory();
    } catch (error) {
      notices.warn(wordsOf(error));
      return;
    }
    this.entries = [];
    this.total = 0;
    this.#next = null;
    player.forgetPast();
    notices.tell("Your history is erased");
    await recommendations.refresh();
  }
}
