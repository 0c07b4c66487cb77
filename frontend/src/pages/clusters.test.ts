import { beforeEach, expect, test, vi } from "vitest";

vi.mock("../shell/collection.svelte", () => ({ collection: { state: null } }));

const { collection } = await import("../shell/collection.svelte");
const { parseHash } = await import("../shell/route");
const { addressOfCluster, isClusterGone } = await import("./clusters.svelte");

function useModel(id: string | null) {
  collection.state = {
    tracks: {},
    model: id === null ? null : { id, tracks: 9, activated_at: "" },
    work: null,
  };
}

beforeEach(() => useModel(null));

test("the address of a cluster names its model, and is gone with it", () => {
  useModel("m1");
  const { params } = parseHash(addressOfCluster(3));
  expect(params).toEqual({ id: "3", model: "m1" });
  expect(isClusterGone(params)).toBe(false);
  useModel("m2");
  expect(isClusterGone(params)).toBe(true);
});

test("an address without a model, and one that cannot be compared yet, are taken at their word", () => {
  expect(parseHash(addressOfCluster(3)).params).toEqual({ id: "3" });
  expect(isClusterGone({ id: "3", model: "m1" })).toBe(false);
  useModel("m2");
  expect(isClusterGone({ id: "3" })).toBe(false);
});
