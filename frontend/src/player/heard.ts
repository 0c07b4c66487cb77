/** Counts the seconds of sound that really passed: seeking and pausing add nothing. */
export class Heard {
  #last: number;

  constructor(
    public seconds = 0,
    position = 0,
  ) {
    this.#last = position;
  }

  /** The sound has played on to `position`, in seconds. */
  advance(position: number): void {
    if (position > this.#last) this.seconds += position - this.#last;
    this.#last = position;
  }

  /** The listener has moved to `position`. */
  jump(position: number): void {
    this.#last = position;
  }
}
