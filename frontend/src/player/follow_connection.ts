/** Says for as long as it lasts that the server does not answer. */
import { SILENCE } from "../api/client";
import { connection } from "../api/connection";
import { notices } from "../shell/notices.svelte";
import { recommendations } from "./recommendations.svelte";

/** Connects the messages and the recommendations to the server's going and coming; call it once. */
export function followConnection(): void {
  connection.onlost = () => notices.hold(SILENCE);
  connection.onback = () => {
    notices.release(SILENCE);
    if (recommendations.problem) void recommendations.refresh();
  };
}
