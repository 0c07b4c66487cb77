/** Fetches what the next track will need while the current one plays, or before the first: sound and waveform. */
import { audioAddress } from "../api/calls";
import { player } from "./player.svelte";
import { sound } from "./sound.svelte";
import { soundFirst } from "./sound_first";
import { waveforms } from "./waveforms.svelte";

/** What follows may change several times at once, as after a skip: the last word is prepared. */
const PAUSE_MS = 400;

/** Follows what comes next; call it while a component starts. */
export function prepareNext(): void {
  const current = $derived(player.current?.id ?? null);
  const following = $derived(player.following?.id ?? null);
  // Grows with every beginning, as the same track may follow itself.
  const key = $derived(player.queue.current?.key ?? null);

  $effect(() => {
    if (current === null) return;
    return soundFirst(() => waveforms.load(current));
  });
  $effect(() => {
    if (key !== null && sound.paused) return;
    const timer = setTimeout(() => {
      sound.prepare(following === null ? null : audioAddress(following));
      if (following !== null) waveforms.load(following);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
}
