/** Addresses of the player's pages: `#/library?q=night` and the like, as data and back. */
export const PAGES = ["for-you", "library", "map", "history"] as const;
export type Page = (typeof PAGES)[number];

export interface Route {
  page: Page;
  params: Record<string, string>;
}

const FIRST_PAGE: Page = "for-you";

/** Returns the route of a location's hash; an unknown page is the first one. */
export function parseHash(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const page = PAGES.find((one) => one === path) ?? FIRST_PAGE;
  return { page, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** Returns the hash of a page; empty parameters are left out. */
export function hashOf(page: Page, params: Record<string, string | undefined> = {}): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(given).toString();
  return `#/${page === FIRST_PAGE ? "" : page}${query ? `?${query}` : ""}`;
}
