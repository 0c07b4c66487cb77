/** How far the analysis of the collection is: asked for every few seconds until all that is ready is in the model. */
import { getCollection, type CollectionState } from "../api/calls";

const ASK_AGAIN_MS = 4000;
/** When nothing has moved for so long nothing is at work: clips whose files are away stay pending for ever. */
const STILL_MS = 120_000;
const ASK_RARELY_MS = 60_000;

const WORDS = { composing: "Composing music to try", reading: "Reading your music" };

class Collection {
  state = $state.raw<CollectionState | null>(null);
  /** Grows when lists are worth asking for again: more is ready, or there is another model. */
  version = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #movedAt = 0;
  #isStill = $state(false);

  get isListening(): boolean {
    return !this.#isStill && this.done < this.total;
  }

  /** Whether no track can be played: the import is still to come. */
  get isEmpty(): boolean {
    return this.state !== null && playableOf(this.state) === 0;
  }

  /** What is done before there are tracks to listen to, in words, and how far it is; `total` is 0 until it is known. */
  get work(): { words: string; done: number; total: number } | null {
    const work = this.#isStill ? null : this.state?.work;
    return work ? { words: WORDS[work.step], done: work.done, total: work.total } : null;
  }

  /** How many files cannot be played. */
  get unreadable(): number {
    return this.state ? countOf(this.state).unreadable : 0;
  }

  get done(): number {
    return this.total - (this.state ? countOf(this.state).pending : 0);
  }

  get total(): number {
    if (!this.state) return 0;
    const { ready, pending, unreadable } = countOf(this.state);
    return ready + pending + unreadable;
  }

  /** Asks now, and again for as long as more may come or the server does not answer. */
  async follow(): Promise<void> {
    clearTimeout(this.#timer);
    // A server that is away is asked again.
    const state = await getCollection().catch(() => null);
    if (state) this.#take(state);
    if (state && isComplete(state)) return;
    this.#timer = setTimeout(() => void this.follow(), this.#isStill ? ASK_RARELY_MS : ASK_AGAIN_MS);
  }

  #take(state: CollectionState): void {
    const before = this.state;
    this.state = state;
    if (!before || JSON.stringify(before) !== JSON.stringify(state)) this.#movedAt = Date.now();
    this.#isStill = Date.now() - this.#movedAt >= STILL_MS;
    if (!before) return;
    const isFirst = playableOf(before) === 0 && playableOf(state) > 0;
    const isOver = countOf(before).pending > 0 && countOf(state).pending === 0;
    const isRead = Boolean(before.work) && !state.work;
    if (isFirst || isOver || isRead || before.model?.id !== state.model?.id) this.version++;
  }
}

/** Whether nothing is pending and the model holds all that is ready: an earlier one holds a part. */
function isComplete(state: CollectionState): boolean {
  const { ready, pending } = countOf(state);
  return !state.work && pending === 0 && state.model !== null && state.model.tracks >= ready;
}

function countOf({ tracks: { ready = 0, pending = 0, unreadable = 0 } }: CollectionState) {
  return { ready, pending, unreadable };
}

function playableOf(state: CollectionState): number {
  const { ready, pending } = countOf(state);
  return ready + pending;
}

export const collection = new Collection();
