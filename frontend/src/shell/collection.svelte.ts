/** How far the analysis of the collection is: asked for every few seconds while there is something left to listen to. */
import { getCollection, type CollectionState } from "../api/calls";
import { ApiError } from "../api/client";

const ASK_AGAIN_MS = 4000;
const NOT_FOUND = 404;

class Collection {
  state = $state.raw<CollectionState | null>(null);
  /** Grows when lists are worth asking for again: more is ready, or there is another model. */
  version = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  get isListening(): boolean {
    return (this.state?.tracks.pending ?? 0) > 0;
  }

  get done(): number {
    return this.total - (this.state?.tracks.pending ?? 0);
  }

  get total(): number {
    const { ready = 0, pending = 0, unreadable = 0 } = this.state?.tracks ?? {};
    return ready + pending + unreadable;
  }

  /** Asks now, and again for as long as it is analysed or does not answer. */
  async follow(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.#take(await getCollection());
      if (!this.isListening) return;
    } catch (error) {
      if (error instanceof ApiError && error.status === NOT_FOUND) return;
    }
    this.#timer = setTimeout(() => void this.follow(), ASK_AGAIN_MS);
  }

  #take(state: CollectionState): void {
    const before = this.state;
    this.state = state;
    if (!before) return;
    const isOver = (before.tracks["pending"] ?? 0) > 0 && !this.isListening;
    if (isOver || before.model?.id !== state.model?.id) this.version++;
  }
}

export const collection = new Collection();
