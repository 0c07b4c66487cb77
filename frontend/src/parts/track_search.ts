/** Looks tracks up by words while they are typed: after a pause, and only by the last ones. */
import { getTracks, type Page, type Track } from "../api/calls";
import { isAbort, wordsOf } from "../api/client";

const TYPING_PAUSE_MS = 100;

export class TrackSearch {
  #asking: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Gives up to `most` tracks to `onfound`; why there are none is said to `onproblem`. */
  constructor(
    private readonly most: number,
    private readonly onfound: (page: Page<Track>) => void,
    private readonly onproblem: (words: string) => void,
  ) {}

  /** Looks for `words` in a moment, unless others follow or `stop`. */
  look(words: string): void {
    this.stop();
    this.#timer = setTimeout(() => void this.#ask(words.trim()), TYPING_PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #ask(q: string): Promise<void> {
    this.#asking = new AbortController();
    try {
      this.onfound(await getTracks({ q, limit: this.most }, this.#asking.signal));
    } catch (error) {
      if (!isAbort(error)) this.onproblem(wordsOf(error));
    }
  }
}
