import { expect, test } from "vitest";
import { hashOf, parseHash } from "./route";

test("no hash and an unknown page are the first page", () => {
  expect(parseHash("").page).toBe("for-you");
  expect(parseHash("#/").page).toBe("for-you");
  expect(parseHash("#/nowhere").page).toBe("for-you");
});

test("a route survives the way to the address and back", () => {
  const params = { q: "a & b = ü?", genre: "12" };
  expect(parseHash(hashOf("library", params))).toEqual({ page: "library", params });
});

test("empty parameters are left out", () => {
  expect(hashOf("library", { q: "", genre: undefined })).toBe("#/library");
  expect(hashOf("for-you")).toBe("#/");
});
