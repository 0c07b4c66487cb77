/** Shows the current track on lock screens and media keys, and obeys them. */
import { player } from "./player.svelte";
import { sound } from "./sound.svelte";

/** Connects the browser's media session; call it while a component starts. */
export function followMediaSession(): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  session.setActionHandler("play", () => player.toggle());
  session.setActionHandler("pause", () => sound.pause());
  session.setActionHandler("nexttrack", () => player.next());
  session.setActionHandler("previoustrack", () => player.previous());
  session.setActionHandler("seekto", (details) => sound.seek(details.seekTime ?? 0));

  $effect(() => {
    const track = player.current;
    session.metadata =
      track &&
      new MediaMetadata({ title: track.title, artist: track.artist.name, album: track.album?.title ?? "" });
  });
  $effect(() => {
    session.playbackState = !player.current ? "none" : sound.paused ? "paused" : "playing";
  });
}
