/** Work that can wait until the browser has time, as between two frames of a list that scrolls. */

/** At the latest after this long, so that a busy page is not without pictures. */
const PATIENCE_MS = 400;
/** With less time left, work would delay the next frame: a drawn cover takes 2 to 4 ms to be put in place. */
const NEEDED_MS = 4;
/** Where a browser does not tell when it has time. */
const PAUSE_MS = 30;

/** Does `work` when there is time, and returns how to call it off. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback !== "function") {
    const timer = setTimeout(work, PAUSE_MS);
    return () => clearTimeout(timer);
  }
  const latest = performance.now() + PATIENCE_MS;
  let id: number;
  const wait = () => {
    id = requestIdleCallback(workIfTime, { timeout: Math.max(1, latest - performance.now()) });
  };
  const workIfTime = (time: IdleDeadline) => {
    if (time.didTimeout || time.timeRemaining() >= NEEDED_MS) work();
    else wait();
  };
  wait();
  return () => cancelIdleCallback(id);
}
