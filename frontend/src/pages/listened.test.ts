import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.resetModules());

async function erase(deleteHistory: () => Promise<void>) {
  const forgetPast = vi.fn();
  vi.doMock("../api/calls", () => ({ deleteHistory, getHistory: vi.fn() }));
  vi.doMock("../player/player.svelte", () => ({ player: { forgetPast } }));
  vi.doMock("../player/recommendations.svelte", () => ({ recommendations: { refresh: vi.fn() } }));
  const { Listened } = await import("./listened.svelte");
  await new Listened().erase();
  return forgetPast;
}

test("an erased history is not kept as what was played before either", async () => {
  expect(await erase(async () => {})).toHaveBeenCalledOnce();
});

test("a history that could not be erased stays", async () => {
  const refuse = () => Promise.reject(new Error("away"));
  expect(await erase(refuse)).not.toHaveBeenCalled();
});
