/** The page that is open, following the address and changing it. */
import { hashOf, parseHash, type Page, type Route } from "./route";

class Router {
  route = $state.raw<Route>(parseHash(location.hash));

  constructor() {
    addEventListener("hashchange", () => (this.route = parseHash(location.hash)));
  }

  /** Opens a page; `replace` leaves no step behind in the browser's history, for changes while typing. */
  open(page: Page, params: Record<string, string | undefined> = {}, replace = false): void {
    const hash = hashOf(page, params);
    if (replace) history.replaceState(null, "", hash);
    else history.pushState(null, "", hash);
    this.route = parseHash(hash);
  }
}

export const router = new Router();
