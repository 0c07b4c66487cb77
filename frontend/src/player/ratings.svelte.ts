/** Likes and dislikes: shown at once, told to the server, and taken back if it refuses. */
import { deleteRating, getRatings, putRating, type RatingValue, type Track } from "../api/calls";
import { ApiError, wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import { recommendations } from "./recommendations.svelte";

type Values = Record<number, RatingValue | undefined>;

const UNAUTHORIZED = 401;
const PAGE_SIZE = 200;

class Ratings {
  /** Called when a rating, or its end, is known to the server. */
  onrated: (track: Track, value: RatingValue | undefined) => void = () => {};
  /** By track id. */
  #values = $state.raw<Values>({});
  /** What was rated here is known better than by a list that was asked for before. */
  readonly #ratedHere = new Set<number>();

  of(trackId: number): RatingValue | undefined {
    return this.#values[trackId];
  }

  /** Whether the listener has rated anything. */
  get hasAny(): boolean {
    return Object.values(this.#values).some((value) => value !== undefined);
  }

  /** Reads what the listener thinks of everything. */
  async load(): Promise<void> {
    try {
      const values = await readValues();
      for (const id of this.#ratedHere) values[id] = this.#values[id];
      this.#values = values;
    } catch {
      // The buttons still work; whoever asks for recommendations at this moment says what is wrong.
    }
  }

  /** Rates `track`, or takes the same rating back, and refreshes the recommendations. */
  async toggle(track: Track, value: RatingValue): Promise<void> {
    const before = this.of(track.id);
    const after = before === value ? undefined : value;
    this.#ratedHere.add(track.id);
    this.#set(track.id, after);
    try {
      await (after ? putRating(track.id, after) : deleteRating(track.id));
    } catch (error) {
      this.#set(track.id, before);
      notices.warn(describe(error));
      return;
    }
    this.onrated(track, after);
    notices.tell(confirm(track, after));
    await recommendations.refresh();
  }

  #set(trackId: number, value: RatingValue | undefined): void {
    this.#values = { ...this.#values, [trackId]: value };
  }
}

async function readValues(): Promise<Values> {
  const values: Values = {};
  let cursor: string | undefined;
  do {
    const page = await getRatings(PAGE_SIZE, cursor);
    for (const one of page.items) values[one.track] = one.value;
    cursor = page.next ?? undefined;
  } while (cursor);
  return values;
}

function confirm(track: Track, value: RatingValue | undefined): string {
  if (value === "like") return `More like “${track.title}”`;
  if (value === "dislike") return `Less like “${track.title}”`;
  return `No opinion on “${track.title}” any more`;
}

function describe(error: unknown): string {
  if (error instanceof ApiError && error.status === UNAUTHORIZED) {
    return "Play something first: a rating needs a listener, and your first play makes you one.";
  }
  return wordsOf(error);
}

export const ratings = new Ratings();
