/** Tells the server how each play goes, in order, and hands its newest recommendations on. */
import { patchPlay, postPlay, type Origin, type Ending, type PlayAnswer } from "../api/calls";
import { ApiError, wordsOf } from "../api/client";
import { notices } from "../shell/notices.svelte";
import { newPlayId } from "./play_id";
import { recommendations } from "./recommendations.svelte";
import { retryOnce } from "./retry";

const NOT_FOUND = 404;
const CONFLICT = 409;

/** A play; its id is another one once the server has refused the first. */
interface Play {
  id: string;
  /** Whether the server was told of it: before, a page that is left takes it along. */
  isTold: boolean;
}

class Report {
  /** Called when the server knows of a play's beginning or end. */
  ontold: () => void = () => {};
  #play: Play | null = null;
  #told: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** The play that goes on; null before the first and after the last. */
  get playId(): string | null {
    return this.#play?.id ?? null;
  }

  /** The play that goes on after a reload: the server knows of it. */
  get toldPlayId(): string | null {
    return this.#play?.isTold ? this.#play.id : null;
  }

  /** A play begins, and is told of once `heard`: what the answer brings with it must not stand before its sound. */
  begin(trackId: number, origin: Origin, heard: Promise<void> = Promise.resolve()): void {
    const play = { id: newPlayId(), isTold: false };
    this.#play = play;
    this.#inOrder(async () => {
      await heard;
      play.isTold = true;
      return post(play, trackId, origin);
    });
  }

  /** Takes up a play that began before a reload. */
  takeUp(playId: string | null): void {
    this.#play = playId === null ? null : { id: playId, isTold: true };
  }

  end(secondsHeard: number, outcome: Ending): void {
    const play = this.#play;
    this.#play = null;
    if (!play) return;
    const tell = () => patchPlay(play.id, { seconds_heard: secondsHeard, outcome });
    this.#inOrder(() => retryOnce(tell).catch(forgiveErased));
  }

  /** Says how far the play is; its answer is not shown, as nothing has been decided. `leaving` outlives the page. */
  progress(secondsHeard: number, leaving = false): void {
    const play = this.#play;
    if (!play) return;
    const tell = () => patchPlay(play.id, { seconds_heard: secondsHeard }, leaving).catch(() => undefined);
    if (leaving && play.isTold) void tell();
    else this.#told = this.#told.then(async () => void (await tell()));
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

/** Posts the play; the same id makes a repeat harmless, also when only the answer was lost. */
async function post(play: Play, trackId: number, origin: Origin): Promise<PlayAnswer> {
  const send = () => retryOnce(() => postPlay({ track_id: trackId, play_id: play.id, origin }));
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== CONFLICT) throw error;
  }
  // The cookie of a first play may be lost with its answer: then its repeat is a stranger's, and the id is taken.
  play.id = newPlayId();
  return send();
}

/** A play that the listener has erased from the history needs no end. */
function forgiveErased(error: unknown): null {
  if (error instanceof ApiError && error.status === NOT_FOUND) return null;
  throw error;
}

export const report = new Report();
