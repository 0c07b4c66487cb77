import { afterEach, beforeEach, expect, test, vi } from "vitest";

let isThere: boolean;
let status: number;
let requests: number;

/** The connection of a page that was just opened. */
async function open() {
  vi.resetModules();
  return (await import("./connection")).connection;
}

beforeEach(() => {
  vi.useFakeTimers();
  isThere = true;
  status = 200;
  requests = 0;
  // The browser knows what a path belongs to.
  vi.stubGlobal(
    "Request",
    class extends Request {
      constructor(address: string | URL | Request, init?: RequestInit) {
        super(typeof address === "string" ? new URL(address, "http://segue.test/") : address, init);
      }
    },
  );
  vi.stubGlobal("fetch", async () => {
    requests++;
    if (!isThere) throw new TypeError("Failed to fetch");
    return Response.json({}, { status });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a server that goes away is told once, and once more when it is back", async () => {
  const connection = await open();
  const told: string[] = [];
  connection.onlost = () => told.push("lost");
  connection.onback = () => told.push("back");
  expect(await connection.answers()).toBe(true);
  isThere = false;
  expect(await connection.answers()).toBe(false);
  expect(await connection.answers()).toBe(false);
  expect(told).toEqual(["lost"]);
  isThere = true;
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual(["lost", "back"]);
});

test("it asks again with growing pauses, and no more once it is answered", async () => {
  const connection = await open();
  isThere = false;
  await connection.answers();
  requests = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toBe(7);
  isThere = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(requests).toBe(8);
});

test("what was asked for is done at once where the server answers, else when it is back, and never twice", async () => {
  const connection = await open();
  const done: string[] = [];
  const ask = () =>
    connection.ask(
      () => done.push("now"),
      () => done.push("later"),
    );
  await ask();
  expect(done).toEqual(["now"]);
  isThere = false;
  await ask();
  await vi.advanceTimersByTimeAsync(5000);
  expect(done).toEqual(["now"]);
  isThere = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toEqual(["now", "later"]);
});

test("whoever does something else waits no longer", async () => {
  const connection = await open();
  const later = vi.fn();
  isThere = false;
  await connection.ask(later);
  connection.stopWaiting();
  isThere = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(later).not.toHaveBeenCalled();
});

test("a proxy without a server behind it is no answer", async () => {
  const connection = await open();
  status = 502;
  expect(await connection.answers()).toBe(false);
});
