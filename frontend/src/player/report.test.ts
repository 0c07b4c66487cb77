import { afterEach, beforeEach, expect, test, vi } from "vitest";

interface Asked {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

let asked: Asked[];
/** The statuses of the next answers, 0 for none; then 200. */
let statuses: number[];
let deadline: AbortController;

/** The reports of a page that was just opened. */
async function open() {
  vi.resetModules();
  return (await import("./report")).report;
}

const settle = () => vi.advanceTimersByTimeAsync(20_000);
const calls = () => asked.map((one) => `${one.method} ${one.path.replace(/[-0-9a-f]{36}/, "ID")}`);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  statuses = [];
  deadline = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => deadline.signal);
  // The browser knows what a path belongs to.
  vi.stubGlobal(
    "Request",
    class extends Request {
      constructor(address: string | URL | Request, init?: RequestInit) {
        super(typeof address === "string" ? new URL(address, "http://segue.test/") : address, init);
      }
    },
  );
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = (await request.json()) as Record<string, unknown>;
    asked.push({ method: request.method, path: new URL(request.url).pathname, body });
    const status = statuses.shift() ?? 200;
    if (status === 0) throw new TypeError("Failed to fetch");
    if (status === -1)
      return new Promise((_, fail) => (request.signal.onabort = () => fail(request.signal.reason)));
    const answer = status === 200 ? { play_id: body["play_id"], recommendations: [] } : { detail: "No." };
    return Response.json(answer, { status });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test.each([0, 502, 503])("a play that met %i is told once more under the same id", async (status) => {
  const report = await open();
  statuses = [status];
  report.begin(7, "library");
  await settle();
  expect(calls()).toEqual(["POST /play", "POST /play"]);
  expect(asked[1]).toEqual(asked[0]);
});

test.each([0, 503])("an end that met %i is told once more", async (status) => {
  const report = await open();
  report.takeUp("6f1c2a52-8a0e-4c1e-9a6b-0d3f5b7e9c11");
  statuses = [status];
  report.end(12, "completed");
  await settle();
  expect(calls()).toEqual(["PATCH /play/ID", "PATCH /play/ID"]);
  expect(asked[1]?.body).toEqual({ seconds_heard: 12, outcome: "completed" });
});

test("there is no third try, and none where the server has understood and refused", async () => {
  const report = await open();
  statuses = [0, 0];
  report.begin(7, "library");
  await settle();
  expect(asked).toHaveLength(2);
  statuses = [500];
  report.begin(8, "library");
  await settle();
  expect(asked).toHaveLength(3);
});

test("an answer that does not come is waited for so long only", async () => {
  const report = await open();
  statuses = [-1];
  report.begin(7, "library");
  await settle();
  expect(asked).toHaveLength(1);
  const late = deadline;
  deadline = new AbortController();
  late.abort(new DOMException("too long", "TimeoutError"));
  await settle();
  expect(asked).toHaveLength(2);
});

test.each([
  ["at once", [409]],
  ["when it is repeated", [0, 409]],
])("a play whose id is taken %s is told under a fresh one, and so is its end", async (_, answers) => {
  const report = await open();
  statuses = [...answers];
  report.begin(7, "library");
  report.end(3, "skipped");
  await settle();
  const ids = asked.slice(0, -1).map((one) => one.body["play_id"]);
  expect(ids).toHaveLength(answers.length + 1);
  expect(ids.at(-1)).not.toBe(ids[0]);
  expect(asked.at(-1)?.path).toBe(`/play/${String(ids.at(-1))}`);
});

test("a track that cannot be played is not tried for ever", async () => {
  const report = await open();
  statuses = [409, 409, 409];
  report.begin(7, "library");
  await settle();
  expect(asked).toHaveLength(2);
});

test("a play is told of once it is heard, and a page that is left before does not take it along", async () => {
  const report = await open();
  let hear = () => {};
  report.begin(7, "library", new Promise<void>((heard) => (hear = heard)));
  await settle();
  expect(calls()).toEqual([]);
  expect(report.playId).not.toBeNull();
  expect(report.toldPlayId).toBeNull();
  hear();
  await settle();
  expect(calls()).toEqual(["POST /play"]);
  expect(report.toldPlayId).toBe(report.playId);
});
