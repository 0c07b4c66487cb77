import { expect, test } from "vitest";
import { Heard } from "./heard";

test("time that passes counts", () => {
  const heard = new Heard();
  [0.25, 0.5, 1].forEach((position) => heard.advance(position));
  expect(heard.seconds).toBe(1);
});

test("a seek forward adds nothing", () => {
  const heard = new Heard();
  heard.advance(2);
  heard.jump(20);
  heard.advance(21);
  expect(heard.seconds).toBe(3);
});

test("a passage heard twice counts twice", () => {
  const heard = new Heard();
  heard.advance(5);
  heard.jump(0);
  heard.advance(5);
  expect(heard.seconds).toBe(10);
});

test("a play can be taken up where it was left", () => {
  const heard = new Heard(12, 15);
  heard.advance(16);
  expect(heard.seconds).toBe(13);
});
