/** Shows the current track on lock screens and media keys, and obeys them. */
import { untrack } from "svelte";
import { coverPictureAddress, type Track } from "../api/calls";
import { coverAddress } from "../parts/cover_art";
import { player } from "./player.svelte";
import { sound } from "./sound.svelte";
import { soundFirst } from "./sound_first";

const SEEK_SECONDS = 10;
const COVER_PIXELS = 512;

/** Connects the browser's media session; call it while a component starts. */
export function followMediaSession(): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  obey(session);
  $effect(() => {
    const track = player.current;
    session.metadata = track && describe(track, []);
    if (!track) return;
    // A picture takes a moment; by then another track may play.
    let isCurrent = true;
    const dropDrawing = soundFirst(async () => {
      const cover = await findCover(track);
      if (isCurrent) session.metadata = describe(track, [cover]);
    });
    return () => {
      isCurrent = false;
      dropDrawing();
    };
  });
  $effect(() => {
    session.playbackState = !player.current ? "none" : sound.paused ? "paused" : "playing";
  });
  $effect(() => {
    // The browser counts on by itself, from every jump and every pause.
    const { jumps, paused, duration } = sound;
    if (jumps > 0 || paused) tellPosition(session, duration);
  });
}

function obey(session: MediaSession): void {
  const by = (seconds: number) => sound.seek(sound.position + seconds);
  const actions: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => sound.paused && player.toggle(),
    pause: () => sound.pause(),
    stop: () => player.stop(),
    nexttrack: () => player.next(),
    previoustrack: () => player.previous(),
    seekto: (details) => sound.seek(details.seekTime ?? 0),
    seekbackward: (details) => by(-(details.seekOffset ?? SEEK_SECONDS)),
    seekforward: (details) => by(details.seekOffset ?? SEEK_SECONDS),
  };
  for (const [action, handler] of Object.entries(actions)) {
    try {
      session.setActionHandler(action as MediaSessionAction, handler);
    } catch {
      // A browser refuses the actions that it does not know.
    }
  }
}

function tellPosition(session: MediaSession, duration: number): void {
  if (duration === 0) return session.setPositionState();
  const position = Math.min(
    untrack(() => sound.position),
    duration,
  );
  session.setPositionState({ duration, position, playbackRate: 1 });
}

function describe(track: Track, artwork: MediaImage[]): MediaMetadata {
  const album = track.album?.title ?? "";
  return new MediaMetadata({ title: track.title, artist: track.artist.name, album, artwork });
}

async function findCover(track: Track): Promise<MediaImage> {
  if (track.has_cover) return { src: coverPictureAddress(track.id) };
  const drawing = coverAddress(track);
  const sizes = `${COVER_PIXELS}x${COVER_PIXELS}`;
  // A browser that cannot paint it may still show it as it is drawn.
  return paint(drawing).then(
    (src) => ({ src, sizes, type: "image/png" }),
    () => ({ src: drawing }),
  );
}

/** Returns a drawing as a bitmap: systems outside of the browser do not draw. */
async function paint(drawing: string): Promise<string> {
  const image = new Image(COVER_PIXELS, COVER_PIXELS);
  image.src = drawing;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = COVER_PIXELS;
  canvas.getContext("2d")?.drawImage(image, 0, 0, COVER_PIXELS, COVER_PIXELS);
  const picture = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  return picture ? readAsAddress(picture) : drawing;
}

/** Returns the picture as an address that holds it. */
function readAsAddress(picture: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((done, fail) => {
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(picture);
  });
}
