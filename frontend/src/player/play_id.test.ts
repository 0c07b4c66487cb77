import { expect, test } from "vitest";
import { newPlayId, uuidFrom } from "./play_id";

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("any bytes make a UUID of version 4", () => {
  expect(uuidFrom(new Uint8Array(16).fill(0))).toMatch(VERSION_4);
  expect(uuidFrom(new Uint8Array(16).fill(255))).toMatch(VERSION_4);
});

test("two plays have two ids", () => {
  expect(newPlayId()).toMatch(VERSION_4);
  expect(newPlayId()).not.toBe(newPlayId());
});
