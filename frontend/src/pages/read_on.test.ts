import { expect, test } from "vitest";
import type { Page } from "../api/calls";
import { readOn } from "./read_on";

const TOTAL = 25;
const PAGE_SIZE = 10;

function pageFrom(first: number): Page<number> {
  const items = Array.from({ length: Math.min(PAGE_SIZE, TOTAL - first) }, (_, index) => first + index);
  const end = first + items.length;
  return { items, total: TOTAL, next: end < TOTAL ? String(end) : null };
}

async function read(most: number) {
  const asked: string[] = [];
  const page = await readOn(pageFrom(0), most, async (cursor) => {
    asked.push(cursor);
    return pageFrom(Number(cursor));
  });
  return { ...page, asked };
}

test("a list is read to its end, page after page", async () => {
  const { items, asked } = await read(1000);
  expect(items).toEqual(Array.from({ length: TOTAL }, (_, index) => index));
  expect(asked).toEqual(["10", "20"]);
});

test("no more is asked for, or given, than was wished", async () => {
  const { items, total, asked } = await read(12);
  expect([items.length, total, asked]).toEqual([12, TOTAL, ["10"]]);
});

test("what is all here is not asked for", async () => {
  expect((await read(10)).asked).toEqual([]);
});
