/** Says for as long as it lasts that the server does not answer. */
import { SILENCE } from "../api/client";
import { connection } from "../api/connection";
import { collection } from "../shell/collection.svelte";
import { notices } from "../shell/notices.svelte";
import { player } from "./player.svelte";
import { radio } from "./radio.svelte";
import { ratings } from "./ratings.svelte";
import { recommendations } from "./recommendations.svelte";

/** Connects the messages and the recommendations to the server's going and coming; call it once. */
export function followConnection(): void {
  connection.onlost = () => notices.hold(SILENCE);
  connection.onback = () => {
    notices.release(SILENCE);
    if (recommendations.problem) void recommendations.refresh();
    // A page that was opened while the server was away knows none of these yet.
    void ratings.load();
    void radio.refresh(player.queue);
    void collection.follow();
  };
}
