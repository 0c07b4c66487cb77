/** A list that is asked for a page at a time, and grows by the next. */
import type { Page } from "../api/calls";
import { wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import { Asked } from "./asked.svelte";

export class Growing<T> {
  readonly asked = new Asked<Page<T>>();
  /** Whether there is more here than the first page. */
  hasGrown = false;
  #isGrowing = false;

  constructor(readonly ask: (cursor?: string) => Promise<Page<T>>) {}

  /** Asks anew for the first page. */
  refresh(): void {
    this.hasGrown = false;
    void this.asked.ask(() => this.ask());
  }

  async more(): Promise<void> {
    const shown = this.asked.value;
    if (!shown?.next || this.#isGrowing) return;
    this.#isGrowing = true;
    try {
      const page = await this.ask(shown.next);
      if (shown !== this.asked.value) return;
      this.hasGrown = true;
      this.asked.value = { ...page, items: [...shown.items, ...page.items] };
    } catch (error) {
      notices.warn(wordsOf(error));
    } finally {
      this.#isGrowing = false;
    }
  }
}
