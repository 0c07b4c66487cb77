import { expect, test } from "vitest";
import { step } from "./picking";

test("the arrows go round at both ends", () => {
  expect([step(0, 1, 3), step(2, 1, 3), step(0, -1, 3)]).toEqual([1, 0, 2]);
});

test("with nothing chosen, down is the first and up the last", () => {
  expect([step(-1, 1, 3), step(-1, -1, 3)]).toEqual([0, 2]);
});
