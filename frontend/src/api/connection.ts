/** Whether the server answers: learnt from every request, and asked for with growing pauses while it does not. */
import { getHealth } from "./calls";
import { client, isAbort, isSilence } from "./client";

const PATIENCE_MS = 4000;
const ASK_AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];

class Connection {
  /** Called when the server stops answering, and when it answers again. */
  onlost: () => void = () => {};
  onback: () => void = () => {};
  #away = false;
  #waiting: (() => void) | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    client.use({
      onResponse: ({ response }) => this.#learn(!isSilence(response.status)),
      onError: ({ error }) => {
        if (!isAbort(error)) this.#learn(false);
      },
    });
  }

  /** Asks the server whether it is there; one that takes longer than a few seconds is not. */
  async answers(): Promise<boolean> {
    await getHealth(AbortSignal.timeout(PATIENCE_MS)).catch(() => undefined);
    return !this.#away;
  }

  /** Does `now` if the server answers, or `later` once it is back; neither after another `ask` or `stopWaiting`. */
  async ask(now: () => void, later = now): Promise<void> {
    this.#waiting = later;
    if (!(await this.answers()) || this.#waiting !== later) return;
    this.#waiting = null;
    now();
  }

  stopWaiting(): void {
    this.#waiting = null;
  }

  #learn(answers: boolean): void {
    if (answers !== this.#away) return;
    this.#away = !answers;
    clearTimeout(this.#timer);
    if (answers) return this.#comeBack();
    this.#asked = 0;
    this.#askLater();
    this.onlost();
  }

  #comeBack(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.onback();
    waiting?.();
  }

  #askLater(): void {
    const pause = ASK_AGAIN_MS[Math.min(this.#asked++, ASK_AGAIN_MS.length - 1)];
    this.#timer = setTimeout(async () => {
      if (!(await this.answers())) this.#askLater();
    }, pause);
  }
}

export const connection = new Connection();
