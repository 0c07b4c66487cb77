/** The clusters of the collection, largest first, asked for anew whenever the list is shown, and their addresses. */
import { getClusters, type Cluster } from "../api/calls";
import { collection } from "../shell/collection.svelte";
import { hashOf } from "../shell/route";
import { Asked } from "./asked.svelte";

export const clusters = new Asked<Cluster[]>();

export function needClusters(): void {
  void clusters.ask(async () => (await getClusters()).items);
}

/** Returns the address of a cluster. Its number is one of its model, so the model is in it too. */
export function addressOfCluster(id: number): string {
  return hashOf("cluster", { id: String(id), model: currentModel() });
}

/** Tells whether an address names a cluster of a model that has been followed by another. */
export function isClusterGone(params: Record<string, string>): boolean {
  const current = currentModel();
  return Boolean(params["model"] && current && params["model"] !== current);
}

/** Returns the id of the model that the clusters are of; undefined before it is known. */
export function currentModel(): string | undefined {
  return collection.state?.model?.id;
}
