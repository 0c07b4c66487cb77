/** Keeps the keyboard's focus in a list whose items, known by `data-key`, are replaced and moved. */

export interface Held {
  key: string;
  /** The place of the item in the list, and of the control in the item. */
  item: number;
  control: number;
}

/** Returns where in `list` the focus is; null if it is elsewhere. */
export function holdFocus(list: HTMLElement): Held | null {
  const items = [...list.children] as HTMLElement[];
  const item = items.findIndex((one) => one.contains(document.activeElement));
  const holder = items[item];
  if (!holder) return null;
  const control = controlsOf(holder).findIndex((one) => one === document.activeElement);
  return { key: holder.dataset["key"] ?? "", item, control };
}

/** Puts the focus back: on the same control of the same item or, where that is gone, of what took its place. */
export function giveFocus(list: HTMLElement, held: Held): void {
  if (list.contains(document.activeElement)) return;
  const items = [...list.children] as HTMLElement[];
  const same = items.find((one) => one.dataset["key"] === held.key);
  const item = same ?? items[Math.min(held.item, items.length - 1)];
  if (item) controlsOf(item)[Math.max(0, held.control)]?.focus({ preventScroll: true });
}

function controlsOf(item: HTMLElement): HTMLElement[] {
  return [...item.querySelectorAll<HTMLElement>("button, a")];
}
