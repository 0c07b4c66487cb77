/** What could come next: the list on For you, kept until a newer one is here. */
import { getRecommendations, type Recommendation } from "../api/calls";
import { wordsOf } from "../api/client";

const HOW_MANY = 20;
const NOTHING = "The collection has no track that can be played yet.";

class Recommendations {
  items = $state.raw<Recommendation[]>([]);
  /** Why there is nothing, in the server's words; empty while there is something or none was asked for. */
  problem = $state("");
  /** Grows with every new list, so that a page can show that it is new. */
  version = $state(0);
  #question = 0;

  /** Takes a list that came with another answer. */
  accept(items: Recommendation[]): void {
    this.#question++;
    this.#show(items);
  }

  async refresh(): Promise<void> {
    const question = ++this.#question;
    try {
      const page = await getRecommendations(HOW_MANY);
      if (question !== this.#question) return;
      this.#show(page.items);
      if (page.items.length === 0) this.problem = NOTHING;
    } catch (error) {
      if (question === this.#question) this.problem = wordsOf(error);
    }
  }

  #show(items: Recommendation[]): void {
    if (items.length > 0) {
      this.items = items;
      this.problem = "";
      this.version++;
    }
  }
}

export const recommendations = new Recommendations();
