/** The player's keys: what each does, and when a key press is none of the player's business. */
import { player } from "../player/player.svelte";
import { ratings } from "../player/ratings.svelte";
import { sound } from "../player/sound.svelte";
import { isBoolean, keep, recall } from "./keep";

const SEEK_SECONDS = 5;

/** Key, its name on the keyboard and what it does. */
export const KEYS: readonly { key: string; label: string; does: string }[] = [
  { key: " ", label: "Space", does: "Play or pause" },
  { key: "n", label: "N", does: "Next track" },
  { key: "p", label: "P", does: "Previous track" },
  { key: "ArrowLeft", label: "←", does: "Back 5 seconds" },
  { key: "ArrowRight", label: "→", does: "Forward 5 seconds" },
  { key: "l", label: "L", does: "Like what plays" },
  { key: "d", label: "D", does: "Dislike what plays" },
  { key: "m", label: "M", does: "Mute" },
  { key: "/", label: "/", does: "Search" },
  { key: "?", label: "?", does: "Show the keys" },
];

class Keys {
  /** Single keys disturb some speech and switch input, so they can be turned off (WCAG 2.1.4). */
  on = $state(recall("keys", isBoolean, true));
  helpIsOpen = $state(false);

  setOn(on: boolean): void {
    this.on = on;
    keep("keys", on);
  }

  /** Does what the pressed key stands for; leaves every key alone that a control or the browser needs. */
  press(event: KeyboardEvent): void {
    if (!this.on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (belongsToControl(event)) return;
    const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    if (!event.repeat || event.key.startsWith("Arrow")) action();
  }
}

const ACTIONS: Record<string, () => void> = {
  " ": () => player.toggle(),
  n: () => player.next(),
  p: () => player.previous(),
  ArrowLeft: () => sound.seek(sound.position - SEEK_SECONDS),
  ArrowRight: () => sound.seek(sound.position + SEEK_SECONDS),
  l: () => player.current && void ratings.toggle(player.current, "like"),
  d: () => player.current && void ratings.toggle(player.current, "dislike"),
  m: () => sound.toggleMute(),
  "/": () => document.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
  "?": () => (keys.helpIsOpen = true),
};

function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog, [popover], select, textarea, [contenteditable]")) return true;
  if (target instanceof HTMLInputElement && target.type !== "range") return true;
  if (event.key === " ") return target.closest("button, a, summary") !== null;
  return event.key.startsWith("Arrow") && target instanceof HTMLInputElement;
}

export const keys = new Keys();
