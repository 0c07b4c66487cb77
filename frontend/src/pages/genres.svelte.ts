/** The genres of the collection: asked for once, and how they stand below each other. */
import { getGenres, type Genre } from "../api/calls";
import { Asked } from "./asked.svelte";

export const genres = new Asked<Genre[]>();

/** Asks for the genres, unless they are known or on their way. */
export function needGenres(): void {
  if (genres.value === null && !genres.isWaiting) void genres.ask(readGenres);
}

/** Returns the genres right below `parent`, or the topmost ones; those with most tracks first. */
export function genresBelow(all: Genre[], parent: number | null): Genre[] {
  const known = new Set(all.map((genre) => genre.id));
  const above = (genre: Genre) => (known.has(genre.parent ?? -1) ? genre.parent : null);
  return all.filter((genre) => above(genre) === parent).sort((one, other) => other.tracks - one.tracks);
}

/** Returns the genres above `genre`, the topmost first. */
export function genresAbove(all: Genre[], genre: Genre): Genre[] {
  const above = all.find((one) => one.id === genre.parent && one.id !== genre.id);
  return above ? [...genresAbove(all, above), above] : [];
}

async function readGenres(): Promise<Genre[]> {
  const page = await getGenres();
  return page.items.filter((genre) => genre.tracks > 0);
}
