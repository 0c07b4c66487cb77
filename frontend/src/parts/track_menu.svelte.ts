/** Which track's menu is open, and beside which button. */
import type { Track } from "../api/calls";

class TrackMenu {
  track = $state.raw<Track | null>(null);
  button = $state.raw<HTMLElement | null>(null);

  toggle(track: Track, button: HTMLElement): void {
    if (this.button === button) return this.close();
    this.track = track;
    this.button = button;
  }

  close(): void {
    this.track = null;
    this.button = null;
  }
}

export const trackMenu = new TrackMenu();
