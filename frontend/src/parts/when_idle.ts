/** Work that can wait until the browser has time, as between two frames of a list that scrolls. */

/** At the latest after this long, so that a busy page is not without pictures. */
const PATIENCE_MS = 400;
/** Where a browser does not tell when it has time. */
const PAUSE_MS = 30;

/** Does `work` when there is time, and returns how to call it off. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const id = requestIdleCallback(work, { timeout: PATIENCE_MS });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(work, PAUSE_MS);
  return () => clearTimeout(id);
}
