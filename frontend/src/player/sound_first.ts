/** Work that must not stand between a click and its sound, however short it is: drawing, above all. */

/** Sound that was asked for has begun by then; an eye does not miss what comes so much later. */
const SOUND_FIRST_MS = 250;

/** Does `work` once a sound that has just been asked for may be heard, and returns how to call it off. */
export function soundFirst(work: () => void): () => void {
  const timer = setTimeout(work, SOUND_FIRST_MS);
  return () => clearTimeout(timer);
}
