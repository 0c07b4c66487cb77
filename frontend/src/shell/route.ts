/** Addresses of the player's pages: `#/library?q=night` and the like, as data and back. */
export const PAGES = [
  "for-you",
  "library",
  "map",
  "history",
  "albums",
  "artists",
  "artist",
  "album",
  "track",
  "clusters",
  "cluster",
  "genres",
  "genre",
  "path",
  "blend",
  "unreadable",
  "nowhere",
] as const;
export type Page = (typeof PAGES)[number];

export interface Route {
  page: Page;
  params: Record<string, string>;
}

const FIRST_PAGE: Page = "for-you";
const UNKNOWN_PAGE: Page = "nowhere";

/** Returns the route of a location's hash: of none that of the first page, of an unknown one that which says so. */
export function parseHash(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const page = path === "" ? FIRST_PAGE : (PAGES.find((one) => one === path) ?? UNKNOWN_PAGE);
  return { page, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** Returns what of a route makes it another page, and not another view of the same one. */
export function identify({ page, params }: Route): string {
  return [page, params["id"], params["show"]].join(" ");
}

/** Returns the hash of a page; empty parameters are left out. */
export function hashOf(page: Page, params: Record<string, string | undefined> = {}): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(given).toString();
  return `#/${page === FIRST_PAGE ? "" : page}${query ? `?${query}` : ""}`;
}

/** Returns the address of what has an id: an artist, an album, a track, a cluster or a genre. */
export function addressOf(page: Page, id: number): string {
  return hashOf(page, { id: String(id) });
}

/** Returns the number that a parameter holds, or null where it holds none. */
export function readId(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** Returns the ids of a parameter such as "3,5", each once. */
export function readIds(text: string | undefined): number[] {
  const ids = (text ?? "").split(",").map((one) => readId(one));
  return [...new Set(ids.filter((id) => id !== null))];
}
