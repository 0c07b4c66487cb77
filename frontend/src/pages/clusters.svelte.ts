/** The clusters of the collection, largest first; the list is asked for anew whenever it is shown. */
import { getClusters, type Cluster } from "../api/calls";
import { Asked } from "./asked.svelte";

export const clusters = new Asked<Cluster[]>();

export function needClusters(): void {
  void clusters.ask(async () => (await getClusters()).items);
}
