/** Brings the keyboard and the screen reader along to a page that has been opened: to its heading. */

/** Focuses the heading in `main` once it is there, unless the listener types or goes elsewhere; returns how to give up. */
export function focusHeading(main: HTMLElement): () => void {
  const left = document.activeElement;
  // Typing into the search opens the library, and goes on.
  if (left?.matches("input, select, textarea")) return () => {};
  const watcher = new MutationObserver(() => take());
  watcher.observe(main, { childList: true, subtree: true });
  take();
  return () => watcher.disconnect();

  function take(): void {
    const heading = main.querySelector("h1");
    if (!heading) return;
    watcher.disconnect();
    const { activeElement } = document;
    if (activeElement !== left && activeElement !== document.body) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
