/** The element that scrolls a page, for the lists inside that show only what is in view. */
import { createContext } from "svelte";

export const [getScroller, setScroller] = createContext<() => HTMLElement>();
