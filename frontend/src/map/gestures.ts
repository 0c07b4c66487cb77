/**
 * What fingers, mouse and wheel do with the map, as a Svelte action: drag, pinch, wheel, click, hover. They may begin on a
 * button that lies over it; a click there is the button's.
 */
import type { Place } from "./view";

export interface GestureHandlers {
  /** Whether a finger, or a button of the mouse, is down. */
  onhold: (isHeld: boolean) => void;
  ondrag: (dx: number, dy: number) => void;
  /** `factor` is how much closer, `at` the place on the map that stays where it is. */
  onzoom: (at: Place, factor: number) => void;
  onclick: (at: Place) => void;
  /** Null when the pointer has left. */
  onhover: (at: Place | null) => void;
}

/** A press that moves less than this is a click. */
const STILL_PX = 6;
const WHEEL_SPEED = 0.0016;
/** Browsers report a pinch on a touchpad as a wheel with Ctrl, in far smaller steps. */
const PINCH_SPEED = 0.012;
const LINE_PX = 18;

export function gestures(map: HTMLElement, handlers: GestureHandlers) {
  const fingers = new Map<number, Place>();
  let moved = 0;

  const placeOf = (event: MouseEvent): Place => {
    const { left, top } = map.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  function press(event: PointerEvent) {
    if (event.button !== 0) return;
    if (fingers.size === 0) moved = 0;
    fingers.set(event.pointerId, placeOf(event));
    handlers.onhold(true);
  }

  function move(event: PointerEvent) {
    const at = placeOf(event);
    // It may have been let go outside of the map.
    if (event.buttons === 0) letGo(event);
    const from = fingers.get(event.pointerId);
    if (!from) {
      if (event.pointerType !== "touch") handlers.onhover(isOnButton(event) ? null : at);
      return;
    }
    moved += Math.hypot(at.x - from.x, at.y - from.y);
    // What is captured is no click any more.
    if (moved > STILL_PX) map.setPointerCapture(event.pointerId);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(from, at, other);
    else if (moved > STILL_PX) handlers.ondrag(at.x - from.x, at.y - from.y);
    fingers.set(event.pointerId, at);
  }

  function pinch(from: Place, to: Place, other: Place) {
    const before = Math.hypot(from.x - other.x, from.y - other.y);
    const after = Math.hypot(to.x - other.x, to.y - other.y);
    handlers.ondrag((to.x - from.x) / 2, (to.y - from.y) / 2);
    handlers.onzoom({ x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 }, after / Math.max(before, 1));
  }

  function letGo(event: PointerEvent): boolean {
    const wasDown = fingers.delete(event.pointerId);
    if (wasDown) handlers.onhold(fingers.size > 0);
    return wasDown;
  }

  function release(event: PointerEvent) {
    const wasDown = letGo(event);
    const isClick = wasDown && fingers.size === 0 && event.type === "pointerup" && moved <= STILL_PX;
    if (isClick && !isOnButton(event)) handlers.onclick(placeOf(event));
  }

  function turn(event: WheelEvent) {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PX : event.deltaY;
    handlers.onzoom(placeOf(event), Math.exp(-pixels * (event.ctrlKey ? PINCH_SPEED : WHEEL_SPEED)));
  }

  const leave = () => handlers.onhover(null);

  map.addEventListener("pointerdown", press);
  map.addEventListener("pointermove", move);
  map.addEventListener("pointerup", release);
  map.addEventListener("pointercancel", release);
  map.addEventListener("pointerleave", leave);
  map.addEventListener("wheel", turn, { passive: false });
  return {
    update: (next: GestureHandlers) => (handlers = next),
  };
}

function isOnButton({ target }: Event): boolean {
  return target instanceof Element && target.closest("button") !== null;
}
