/** The player's keys: what each does, and when a key press is none of the player's business. */
import { loudness } from "../player/loudness.svelte";
import { player } from "../player/player.svelte";
import { ratings } from "../player/ratings.svelte";
import { sound } from "../player/sound.svelte";
import { isBoolean, keep, recall } from "./keep";
import { queuePanel } from "./queue_panel.svelte";

const SEEK_SECONDS = 5;
const VOLUME_STEP = 0.05;

interface Key {
  /** As the browser names it; those of one action stand together. */
  keys: string[];
  /** Its name on the keyboard. */
  label: string;
  does: string;
  act: (key: string) => void;
  /** Held down, it goes on. */
  repeats?: boolean;
}

export const KEYS: readonly Key[] = [
  { keys: [" ", "k"], label: "Space or K", does: "Play or pause", act: () => player.toggle() },
  { keys: ["n"], label: "N", does: "Next track", act: () => player.next() },
  { keys: ["p"], label: "P", does: "Previous track", act: () => player.previous() },
  { keys: ["ArrowLeft"], label: "←", does: "Back 5 seconds", act: () => seek(-SEEK_SECONDS), repeats: true },
  {
    keys: ["ArrowRight"],
    label: "→",
    does: "Forward 5 seconds",
    act: () => seek(SEEK_SECONDS),
    repeats: true,
  },
  { keys: ["+", "="], label: "+", does: "Louder", act: () => turn(VOLUME_STEP), repeats: true },
  { keys: ["-"], label: "−", does: "Softer", act: () => turn(-VOLUME_STEP), repeats: true },
  { keys: ["m"], label: "M", does: "Mute", act: () => loudness.toggleMute() },
  { keys: ["l"], label: "L", does: "Like what plays", act: () => rate("like") },
  { keys: ["d"], label: "D", does: "Dislike what plays", act: () => rate("dislike") },
  { keys: ["r"], label: "R", does: "Radio from what plays", act: () => startRadio() },
  { keys: ["s"], label: "S", does: "Shuffle", act: () => player.toggleShuffle() },
  { keys: ["t"], label: "T", does: "Repeat", act: () => player.cycleRepeat() },
  { keys: ["q"], label: "Q", does: "Show or hide the queue", act: () => queuePanel.toggle() },
  { keys: ["/"], label: "/", does: "Search", act: () => findSearch()?.focus() },
  {
    keys: [..."123456789"],
    label: "1, 2, …",
    does: "Go to a page, as they stand in the navigation",
    act: openPage,
  },
  { keys: ["?"], label: "?", does: "Show the keys", act: () => (keys.helpIsOpen = true) },
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
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const key = KEYS.find((one) => one.keys.includes(pressed));
    if (!key) return;
    event.preventDefault();
    if (!event.repeat || key.repeats) key.act(pressed);
  }
}

function belongsToControl(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog, [popover], select, textarea, [contenteditable]")) return true;
  if (target instanceof HTMLInputElement && target.type !== "range") return true;
  if (event.key === " ") return target.closest("button, a, summary") !== null;
  return event.key.startsWith("Arrow") && target instanceof HTMLInputElement;
}

function seek(seconds: number): void {
  sound.seek(sound.position + seconds);
}

function turn(step: number): void {
  loudness.setVolume(loudness.volume + step);
}

function rate(value: "like" | "dislike"): void {
  if (player.current) void ratings.toggle(player.current, value);
}

function startRadio(): void {
  const track = player.current;
  if (track) void player.startRadio({ name: track.title, like: [track.id], first: track });
}

function findSearch(): HTMLElement | null {
  return document.querySelector("input[type=search]");
}

/** Opens the page that stands at `place` in the navigation, counted from "1". */
function openPage(place: string): void {
  const links = document.querySelectorAll<HTMLElement>('nav[aria-label="Main"] a');
  links[Number(place) - 1]?.click();
}

export const keys = new Keys();
