/** A list of tracks that may be very long: its length is known at once, its rows come page by page as they are reached. */
import { getTracks, type Page, type Track, type TrackListing } from "../api/calls";
import { isAbort, wordsOf } from "../api/client";
import { readTracks } from "./read_on";

/** The first page is small, to be here soon. */
const FIRST_PAGE = 60;
const PAGE_SIZE = 200;
const TYPING_PAUSE_MS = 80;

export class TrackPages {
  /** As long as the whole list; rows that are not here yet are undefined. */
  tracks = $state.raw<readonly (Track | undefined)[]>([]);
  total = $state<number | null>(null);
  problem = $state("");
  #listing: TrackListing = {};
  #asked: string | null = null;
  #cursor: string | undefined;
  /** How many rows are here, and up to which row they are wanted. */
  #loaded = 0;
  #wanted = 0;
  #loading: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows the tracks of `listing`; the old ones stay until the new ones are here. */
  show(listing: TrackListing): void {
    const asked = JSON.stringify(listing);
    if (asked === this.#asked && !this.problem) return;
    const isTyping = this.#asked !== null && listing.q !== this.#listing.q;
    this.#asked = asked;
    this.#listing = listing;
    this.#cursor = undefined;
    this.#loaded = 0;
    this.#wanted = 1;
    this.#loading?.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), isTyping ? TYPING_PAUSE_MS : 0);
  }

  /** Asks again for what is shown, as the collection has changed. */
  reload(): void {
    this.#asked = null;
    this.show(this.#listing);
  }

  /** Loads on until the row at `index` is here; going back before it is ends the loading. */
  reach(index: number): void {
    this.#wanted = index + 1;
    if (!this.#loading && this.#cursor) void this.#load();
  }

  /** The tracks that are here. */
  get known(): Track[] {
    return this.tracks.filter((track) => track !== undefined);
  }

  /** Returns the first `most` tracks of the list; those that are not here yet are asked for. */
  async first(most: number): Promise<Track[]> {
    const items = this.tracks.slice(0, this.#loaded).filter((track) => track !== undefined);
    const begun = this.#loaded > 0 ? { items, total: this.total ?? 0, next: this.#cursor } : undefined;
    return (await readTracks(this.#listing, most, begun)).items;
  }

  async #load(): Promise<void> {
    const loading = new AbortController();
    this.#loading = loading;
    try {
      do {
        const limit = this.#cursor ? PAGE_SIZE : FIRST_PAGE;
        const asked = { ...this.#listing, limit, cursor: this.#cursor };
        this.#accept(await getTracks(asked, loading.signal));
      } while (this.#cursor && this.#loaded < this.#wanted);
    } catch (error) {
      if (!isAbort(error)) this.problem = wordsOf(error);
    } finally {
      if (this.#loading === loading) this.#loading = null;
    }
  }

  #accept(page: Page<Track>): void {
    const tracks = this.#cursor ? this.tracks.slice(0, this.#loaded) : [];
    tracks.push(...page.items);
    this.#loaded = tracks.length;
    this.#cursor = page.next ?? undefined;
    // Where the list has ended, it is as long as it turned out to be.
    if (this.#cursor) tracks.length = Math.max(page.total, this.#loaded);
    this.tracks = tracks;
    this.total = page.total;
    this.problem = "";
  }
}

/** The library's own list, which is still there when one comes back to it. */
export const library = new TrackPages();
