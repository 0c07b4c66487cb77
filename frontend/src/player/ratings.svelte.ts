/** Likes and dislikes: shown at once, told to the server, and taken back if it refuses. */
import { deleteRating, putRating, type RatingValue, type Track } from "../api/calls";
import { ApiError, wordsOf } from "../api/client";
import { isRecord, keep, recall } from "../shell/keep";
import { notices } from "../shell/notices.svelte";
import { recommendations } from "./recommendations.svelte";

type Values = Record<string, RatingValue>;

const UNAUTHORIZED = 401;

class Ratings {
  /** By track id. The API has no list of ratings, so this browser remembers its own. */
  #values = $state.raw<Values>(recall("ratings", isRecord, {}) as Values);

  of(trackId: number): RatingValue | undefined {
    return this.#values[trackId];
  }

  /** Rates `track`, or takes the same rating back, and refreshes the recommendations. */
  async toggle(track: Track, value: RatingValue): Promise<void> {
    const before = this.of(track.id);
    const after = before === value ? undefined : value;
    this.#set(track.id, after);
    try {
      await (after ? putRating(track.id, after) : deleteRating(track.id));
    } catch (error) {
      this.#set(track.id, before);
      notices.warn(describe(error));
      return;
    }
    notices.tell(confirm(track, after));
    await recommendations.refresh();
  }

  #set(trackId: number, value: RatingValue | undefined): void {
    const { [trackId]: _, ...others } = this.#values;
    this.#values = value ? { ...others, [trackId]: value } : others;
    keep("ratings", this.#values);
  }
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
