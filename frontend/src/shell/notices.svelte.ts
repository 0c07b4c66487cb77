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
  #nextKey = 1;

  tell(text: string): void {
    this.#show(text, "news");
  }

  warn(text: string): void {
    this.#show(text, "problem");
  }

  say(text: string): void {
    this.spoken = text;
  }

  dismiss(key: number): void {
    this.shown = this.shown.filter((notice) => notice.key !== key);
  }

  #show(text: string, kind: Notice["kind"]): void {
    const notice = { key: this.#nextKey++, text, kind };
    // News is about the last thing done; problems stay beside it.
    const others = this.shown.filter((other) => other.kind === "problem" && other.text !== text);
    this.shown = [...others, notice].slice(-SHOWN_AT_ONCE);
    setTimeout(() => this.dismiss(notice.key), SHOWN_MS[kind]);
  }
}

export const notices = new Notices();
