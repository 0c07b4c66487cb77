/** Which part of the map shows: plain data, and the ways between places on the map and on the screen. */

/** A place: on the map from -1 to 1 with y upwards, on the screen in CSS pixels with y downwards. */
export interface Place {
  x: number;
  y: number;
}

/** A part of the map; `bottom` is less than `top`. */
export interface Box {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

export interface Size {
  width: number;
  height: number;
}

/** `x` and `y` are the place in the middle; `scale` is how many pixels one unit of the map takes. */
export interface View extends Place {
  scale: number;
}

const MARGIN = 0.13;
/** From the whole map down to a few tracks even where 100,000 share the plane. */
const CLOSEST = 400;
const FURTHEST = 0.7;

/** The whole map, in the middle of a screen of `size`. */
export function fitView({ width, height }: Size): View {
  return { x: 0, y: 0, scale: Math.max((Math.min(width, height) / 2) * (1 - MARGIN), 1) };
}

/** How many times closer `view` is than the whole map. */
export function closeness(view: View, size: Size): number {
  return view.scale / fitView(size).scale;
}

export function toScreen(view: View, size: Size, { x, y }: Place): Place {
  return { x: size.width / 2 + (x - view.x) * view.scale, y: size.height / 2 - (y - view.y) * view.scale };
}

export function toMap(view: View, size: Size, { x, y }: Place): Place {
  return { x: view.x + (x - size.width / 2) / view.scale, y: view.y - (y - size.height / 2) / view.scale };
}

/** Moves what is seen by pixels, as a hand drags it; the map never leaves the screen. */
export function drag(view: View, dx: number, dy: number): View {
  return hold({ ...view, x: view.x - dx / view.scale, y: view.y + dy / view.scale });
}

/** Comes closer by `factor` while what lies under `at`, a place on the screen, stays there. */
export function zoom(view: View, size: Size, at: Place, factor: number): View {
  const whole = fitView(size).scale;
  const scale = Math.min(Math.max(view.scale * factor, whole * FURTHEST), whole * CLOSEST);
  const under = toMap(view, size, at);
  const middle = { x: at.x - size.width / 2, y: at.y - size.height / 2 };
  return hold({ x: under.x - middle.x / scale, y: under.y + middle.y / scale, scale });
}

/** The view on some places, with room around them. */
export function viewOf(places: Place[], size: Size): View {
  const [xs, ys] = [places.map((place) => place.x), places.map((place) => place.y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  const whole = fitView(size).scale;
  const wanted = Math.min(
    size.width / Math.max(right - left, 1e-6),
    size.height / Math.max(top - bottom, 1e-6),
  );
  const scale = Math.min(Math.max(wanted * 0.7, whole), whole * CLOSEST);
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale };
}

function hold(view: View): View {
  const within = (value: number) => Math.min(Math.max(value, -1), 1);
  return { ...view, x: within(view.x), y: within(view.y) };
}
