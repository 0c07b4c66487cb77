/** Reading a list beyond its first page, up to a stated number of items. */
import { getTracks, type Page, type Track, type TrackListing } from "../api/calls";

const PAGE_SIZE = 200;

/** Returns `page` and what follows it, by `ask`, until `most` items are there or the list has ended. */
export async function readOn<T>(
  page: Page<T>,
  most: number,
  ask: (cursor: string) => Promise<Page<T>>,
): Promise<Page<T>> {
  let read = page;
  while (read.next && read.items.length < most) {
    const next = await ask(read.next);
    read = { ...next, items: [...read.items, ...next.items] };
  }
  return { ...read, items: read.items.slice(0, most) };
}

/** Returns the first `most` tracks of `listing` and how many it has; what `begun` holds is not asked for again. */
export async function readTracks(
  listing: TrackListing,
  most: number,
  begun?: Page<Track>,
): Promise<Page<Track>> {
  const ask = (cursor?: string) => getTracks({ ...listing, limit: PAGE_SIZE, cursor });
  return readOn(begun ?? (await ask()), most, ask);
}
