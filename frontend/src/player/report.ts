/** Tells the server how each play goes, in order, and hands its newest recommendations on. */
import { patchPlay, postPlay, type Origin, type Ending, type PlayAnswer } from "../api/calls";
import { ApiError, wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import { newPlayId } from "./play_id";
import { recommendations } from "./recommendations.svelte";

const RETRY_AFTER_MS = [1000, 4000];
const NOT_FOUND = 404;
const CONFLICT = 409;

class Report {
  /** The play that goes on; null before the first and after the last. */
  playId: string | null = null;
  /** Called when the server knows of a play's beginning or end. */
  ontold: () => void = () => {};
  #told: Promise<void> = Promise.resolve();
  #waiting = 0;

  begin(trackId: number, origin: Origin): void {
    const playId = newPlayId();
    this.playId = playId;
    this.#inOrder(() => this.#post(trackId, playId, origin));
  }

  /** Takes up a play that began before a reload. */
  takeUp(playId: string | null): void {
    this.playId = playId;
  }

  end(secondsHeard: number, outcome: Ending): void {
    const { playId } = this;
    this.playId = null;
    if (playId)
      this.#inOrder(() => patchPlay(playId, { seconds_heard: secondsHeard, outcome }).catch(forgiveErased));
  }

  /** Says how far the play is; its answer is not shown, as nothing has been decided. `leaving` outlives the page. */
  progress(secondsHeard: number, leaving = false): void {
    const { playId } = this;
    if (!playId) return;
    const tell = () => patchPlay(playId, { seconds_heard: secondsHeard }, leaving).catch(() => undefined);
    if (leaving) void tell();
    else this.#told = this.#told.then(async () => void (await tell()));
  }

  async #post(trackId: number, playId: string, origin: Origin, attempt = 0): Promise<PlayAnswer> {
    try {
      return await postPlay({ track_id: trackId, play_id: playId, origin });
    } catch (error) {
      const wait = RETRY_AFTER_MS[attempt];
      if (!(error instanceof ApiError) || wait === undefined) throw error;
      if (error.status === CONFLICT && attempt === 0) return this.#postAnew(trackId, playId, origin);
      if (error.status !== 0) throw error;
      // The same id makes a repeated request harmless, also when only the answer was lost.
      await new Promise((resolve) => setTimeout(resolve, wait));
      return this.#post(trackId, playId, origin, attempt + 1);
    }
  }

  #postAnew(trackId: number, refusedId: string, origin: Origin): Promise<PlayAnswer> {
    const playId = newPlayId();
    if (this.playId === refusedId) this.playId = playId;
    return this.#post(trackId, playId, origin, 1);
  }

  /** One request after the other: a skip is known before the next play asks what could follow it. */
  #inOrder(call: () => Promise<PlayAnswer | null>): void {
    this.#waiting++;
    this.#told = this.#told.then(async () => {
      try {
        const answer = await call();
        if (answer && this.#waiting === 1) recommendations.accept(answer.recommendations);
        this.ontold();
      } catch (error) {
        notices.warn(wordsOf(error));
      } finally {
        this.#waiting--;
      }
    });
  }
}

/** A play that the listener has erased from the history needs no end. */
function forgiveErased(error: unknown): null {
  if (error instanceof ApiError && error.status === NOT_FOUND) return null;
  throw error;
}

export const report = new Report();
