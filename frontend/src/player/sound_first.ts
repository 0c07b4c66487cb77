/** Work that must not stand between a click and its sound, however short it is: drawing, above all. */
import { sound } from "./sound.svelte";

/** Does `work` once what has just been asked for is heard, and returns how to call it off. */
export function soundFirst(work: () => void): () => void {
  let isWanted = true;
  void sound.begins().then(() => isWanted && work());
  return () => (isWanted = false);
}
