/** How one sound goes over into the next: shapes of fading, and a fade as it happens. */

/**
 * `cross`: the one goes while the other comes, of equal power together; `out`: the one goes quickly, the other is
 * there at once; `hold`: nothing fades, the one plays its last moments out under the other's first.
 */
export type Shape = "cross" | "out" | "hold";

export interface Gains {
  leaving: number;
  coming: number;
}

/** Whatever has a share of the volume, from 0 to 1. */
interface Sounding {
  gain: number;
}

const STEP_MS = 25;
/** So early the next sound starts where nothing fades: about what a browser takes to begin with what is loaded. */
const HOLD_SECONDS = 0.03;
/** No more than this part of either sound is faded. */
const FADED_PART = 1 / 3;

/** Returns both gains once `part` of the fade, 0 to 1, is over. */
export function gainsAt(shape: Shape, part: number): Gains {
  const angle = (Math.max(0, Math.min(part, 1)) * Math.PI) / 2;
  if (shape === "hold") return { leaving: 1, coming: 1 };
  return { leaving: Math.cos(angle), coming: shape === "cross" ? Math.sin(angle) : 1 };
}

/** Returns how many seconds before its end a sound goes over into the next, for the seconds of fading that are wished. */
export function leadSeconds(wished: number, duration: number, nextDuration: number): number {
  if (wished <= 0) return HOLD_SECONDS;
  const shorter = Math.min(duration, Number.isFinite(nextDuration) ? nextDuration : duration);
  return Math.max(HOLD_SECONDS, Math.min(wished, shorter * FADED_PART));
}

export class Fade {
  #timer: ReturnType<typeof setInterval>;
  readonly #begun = performance.now();

  constructor(
    private readonly leaving: Sounding,
    private readonly coming: Sounding,
    private readonly shape: Shape,
    private readonly seconds: number,
    private readonly ondone: () => void,
  ) {
    this.#step(0);
    this.#timer = setInterval(() => this.#advance(), STEP_MS);
  }

  /** Comes to its end at once. */
  finish(): void {
    clearInterval(this.#timer);
    this.#step(1);
    this.coming.gain = 1;
    this.ondone();
  }

  #advance(): void {
    const part = (performance.now() - this.#begun) / 1000 / this.seconds;
    if (part < 1) this.#step(part);
    else this.finish();
  }

  #step(part: number): void {
    const gains = gainsAt(this.shape, part);
    this.leaving.gain = gains.leaving;
    this.coming.gain = gains.coming;
  }
}
