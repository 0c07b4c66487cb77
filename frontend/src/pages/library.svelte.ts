/** The library's list: pages of tracks that grow as one scrolls, for the words and filters that are asked for. */
import { getTracks, type Track, type TrackListing } from "../api/calls";
import { isAbort, wordsOf } from "../api/client";

const PAGE_SIZE = 100;
const TYPING_PAUSE_MS = 120;

class Library {
  tracks = $state.raw<Track[]>([]);
  total = $state<number | null>(null);
  problem = $state("");
  #listing: TrackListing = {};
  #asked: string | null = null;
  #next: string | null = null;
  #loading: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows the tracks of `listing`; the old ones stay until the new ones are here. */
  show(listing: TrackListing): void {
    const asked = JSON.stringify(listing);
    if (asked === this.#asked && !this.problem) return;
    const isTyping = this.#asked !== null && listing.q !== this.#listing.q;
    this.#asked = asked;
    this.#listing = listing;
    this.#next = null;
    this.#loading?.abort();
    this.#loading = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), isTyping ? TYPING_PAUSE_MS : 0);
  }

  /** Asks again for what is shown, as the collection has changed. */
  reload(): void {
    this.#asked = null;
    this.show(this.#listing);
  }

  /** Loads the next page if there is one and none is on its way. */
  more(): void {
    if (this.#next && !this.#loading) void this.#load();
  }

  async #load(): Promise<void> {
    const loading = new AbortController();
    const cursor = this.#next ?? undefined;
    this.#loading = loading;
    try {
      const page = await getTracks({ ...this.#listing, limit: PAGE_SIZE, cursor }, loading.signal);
      this.tracks = cursor ? [...this.tracks, ...page.items] : page.items;
      this.total = page.total;
      this.#next = page.next ?? null;
      this.problem = "";
    } catch (error) {
      if (!isAbort(error)) this.problem = wordsOf(error);
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
  }
}

export const library = new Library();
