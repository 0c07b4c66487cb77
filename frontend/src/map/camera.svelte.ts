/** Where the map is looked at from: the view, and its movements. */
import { drag, fitView, toMap, viewOf, zoom, type Place, type Size, type View } from "./view";

const FLIGHT_MS = 420;

export class Camera {
  size = $state.raw<Size>({ width: 1, height: 1 });
  view = $state.raw<View>({ x: 0, y: 0, scale: 1 });
  /** Whether a hand is on the map. */
  isHeld = $state(false);
  #touched = false;
  #flight = 0;

  /** Takes the size of the canvas; until somebody moves the map, all of it shows. */
  resize(size: Size): void {
    this.size = size;
    if (!this.#touched) this.view = fitView(size);
  }

  get middle(): Place {
    return { x: this.size.width / 2, y: this.size.height / 2 };
  }

  drag(dx: number, dy: number): void {
    this.#take(drag(this.view, dx, dy));
  }

  zoom(factor: number, at = this.middle): void {
    this.#take(zoom(this.view, this.size, at, factor));
  }

  /** Shows all of the map. */
  fit(): void {
    this.#fly(fitView(this.size));
  }

  /** Shows these places. */
  show(places: Place[]): void {
    if (places.length > 0) this.#fly(viewOf(places, this.size));
  }

  /** Where on the map a place on the screen lies. */
  under(at: Place): Place {
    return toMap(this.view, this.size, at);
  }

  #take(view: View): void {
    cancelAnimationFrame(this.#flight);
    this.#touched = true;
    this.view = view;
  }

  #fly(to: View): void {
    this.#take(this.view);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.view = to;
      return;
    }
    const from = this.view;
    const began = performance.now();
    const step = (now: number) => {
      const done = Math.min(Math.max((now - began) / FLIGHT_MS, 0), 1);
      const eased = 1 - (1 - done) ** 3;
      const between = (one: number, other: number) => one + (other - one) * eased;
      this.view = {
        x: between(from.x, to.x),
        y: between(from.y, to.y),
        scale: Math.exp(between(Math.log(from.scale), Math.log(to.scale))),
      };
      if (done < 1) this.#flight = requestAnimationFrame(step);
    };
    this.#flight = requestAnimationFrame(step);
  }
}
