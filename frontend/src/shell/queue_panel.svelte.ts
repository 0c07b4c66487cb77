/** Whether the queue is shown: beside the page on wide screens, over it on others. */
import { isBoolean, keep, recall } from "./keep";

const wide = matchMedia("(min-width: 75rem)");

class QueuePanel {
  open = $state(wide.matches && recall("queue-open", isBoolean, true));

  constructor() {
    // What stood beside the page would cover it once the window is narrow.
    wide.addEventListener(
      "change",
      () => (this.open = wide.matches && recall("queue-open", isBoolean, true)),
    );
    // A link in it or elsewhere leads to a page that it would cover.
    addEventListener("hashchange", () => {
      if (!wide.matches) this.open = false;
    });
  }

  toggle(): void {
    this.open = !this.open;
    // On a small screen the queue covers the page, so it never opens there by itself.
    if (wide.matches) keep("queue-open", this.open);
  }
}

export const queuePanel = new QueuePanel();
