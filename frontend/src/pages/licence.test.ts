import { expect, test } from "vitest";
import { readLicence } from "./licence";

test("an address in a licence becomes its link", () => {
  expect(readLicence("CC0 1.0 Universal (https://example.org/zero/)")).toEqual({
    name: "CC0 1.0 Universal",
    address: "https://example.org/zero/",
  });
  expect(readLicence("https://example.org/by")).toEqual({
    name: "https://example.org/by",
    address: "https://example.org/by",
  });
});

test("a licence without an address is its name, and no licence is none", () => {
  expect(readLicence("Attribution")).toEqual({ name: "Attribution", address: null });
  expect([readLicence(" "), readLicence(null)]).toEqual([null, null]);
});
