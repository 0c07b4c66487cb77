/** Light or dark: the system's choice until the listener makes one. */
import { keep, recall } from "./keep";

type Choice = "light" | "dark" | "system";

const isChoice = (value: unknown): value is Choice =>
  value === "light" || value === "dark" || value === "system";

class Theme {
  #choice = $state<Choice>(recall("theme", isChoice, "system"));
  #systemIsDark = $state(matchMedia("(prefers-color-scheme: dark)").matches);

  constructor() {
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", () => (this.#systemIsDark = system.matches));
    this.#apply();
  }

  get isDark(): boolean {
    return this.#choice === "system" ? this.#systemIsDark : this.#choice === "dark";
  }

  toggle(): void {
    this.#choice = this.isDark ? "light" : "dark";
    keep("theme", this.#choice);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset["theme"] = this.#choice;
  }
}

export const theme = new Theme();
