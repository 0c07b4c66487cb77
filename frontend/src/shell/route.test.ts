import { expect, test } from "vitest";
import { addressOf, hashOf, identify, parseHash, readId, readIds } from "./route";

test("no hash is the first page, and an unknown one says that there is no such page", () => {
  expect(parseHash("").page).toBe("for-you");
  expect(parseHash("#/").page).toBe("for-you");
  expect(parseHash("#/?q=a").page).toBe("for-you");
  expect(parseHash("#/nonsense").page).toBe("nowhere");
});

test("a route survives the way to the address and back", () => {
  const params = { q: "a & b = ü?", genre: "12" };
  expect(parseHash(hashOf("library", params))).toEqual({ page: "library", params });
});

test("empty parameters are left out", () => {
  expect(hashOf("library", { q: "", genre: undefined })).toBe("#/library");
  expect(hashOf("for-you")).toBe("#/");
});

test("what has an id has an address", () => {
  expect(parseHash(addressOf("cluster", 0))).toEqual({ page: "cluster", params: { id: "0" } });
});

test("another filter is the same page, another id is not", () => {
  expect(identify(parseHash("#/library?q=a"))).toBe(identify(parseHash("#/library?q=ab")));
  expect(identify(parseHash("#/artist?id=1"))).not.toBe(identify(parseHash("#/artist?id=2")));
});

test("ids are read once each, and what is none is left out", () => {
  expect(readIds("3,5,3,x,")).toEqual([3, 5]);
  expect(readIds(undefined)).toEqual([]);
  expect([readId("0"), readId(""), readId("-1"), readId(undefined)]).toEqual([0, null, null, null]);
});
