/** Short messages to the listener: shown for a while and spoken by a screen reader. */
export interface Notice {
  key: number;
  text: string;
  kind: "news" | "problem";
}

const SHOWN_MS = { news: 3500, problem: 9000 };
const SHOWN_AT_ONCE = 2;

class Notices {
  shown = $state.raw<Notice[]>([]);
  /** Said to screen readers only: what plays now, what was refreshed. */
  spoken = $state("");
  readonly #held = new Set<string>();
  #nextKey = 1;

  tell(text: string): void {
    this.#show(text, "news");
  }

  warn(text: string): void {
    // What is held is on the screen and said once.
    if (!this.#held.has(text)) this.#show(text, "problem");
  }

  /** Shows a problem for as long as it lasts: until `release`. */
  hold(text: string): void {
    this.#held.add(text);
    if (!this.shown.some((notice) => notice.text === text)) this.#show(text, "problem");
  }

  release(text: string): void {
    this.#held.delete(text);
    this.shown = this.shown.filter((notice) => notice.text !== text);
  }

  say(text: string): void {
    this.spoken = text;
  }

  dismiss(notice: Notice): void {
    this.#held.delete(notice.text);
    this.shown = this.shown.filter((other) => other.key !== notice.key);
  }

  #show(text: string, kind: Notice["kind"]): void {
    const notice = { key: this.#nextKey++, text, kind };
    // News is about the last thing done; problems stay beside it.
    const others = this.shown.filter((other) => other.kind === "problem" && other.text !== text);
    this.shown = [...others, notice].slice(-SHOWN_AT_ONCE);
    setTimeout(() => this.#held.has(text) || this.dismiss(notice), SHOWN_MS[kind]);
  }
}

export const notices = new Notices();
