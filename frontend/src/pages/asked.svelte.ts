/** An answer that a page waits for; what was answered before stays until then. */
import { wordsOf } from "../api/client";

export class Asked<T> {
  value = $state.raw<T | null>(null);
  /** Why there is no answer, in words; empty while there is one or none was asked for. */
  problem = $state("");
  isWaiting = $state(false);
  #question = 0;
  #call: (() => Promise<T>) | null = null;

  /** Asks by `call`; the answer to an older question is dropped. */
  async ask(call: () => Promise<T>): Promise<void> {
    const question = ++this.#question;
    this.#call = call;
    this.isWaiting = true;
    try {
      const value = await call();
      if (question !== this.#question) return;
      this.value = value;
      this.problem = "";
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = wordsOf(error);
    }
    this.isWaiting = false;
  }

  /** Asks the same once more. */
  again(): void {
    if (this.#call) void this.ask(this.#call);
  }

  /** Forgets the answer, and the question with it. */
  forget(): void {
    this.#question++;
    this.#call = null;
    this.value = null;
    this.problem = "";
    this.isWaiting = false;
  }
}
