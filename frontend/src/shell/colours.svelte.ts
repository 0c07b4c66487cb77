/** The two hues that the palette hangs on: that of what plays and that of what comes next. */
import { hueOfTrack } from "../parts/hue";
import { player } from "../player/player.svelte";
import { soundFirst } from "../player/sound_first";

/** Follows what plays; call it while a component starts. */
export function followColours(): void {
  const hue = $derived(player.current && hueOfTrack(player.current));
  const nextHue = $derived(player.following && hueOfTrack(player.following));
  follow("--hue", () => hue);
  follow("--next-hue", () => nextHue);
}

function follow(name: string, ask: () => number | null): void {
  $effect(() => {
    const hue = ask();
    if (hue === null) return;
    // Another hue draws the whole page anew, frame by frame.
    return soundFirst(() => document.documentElement.style.setProperty(name, String(hue)));
  });
}
