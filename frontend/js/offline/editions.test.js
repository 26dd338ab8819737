import assert from "node:assert/strict";
import { test } from "node:test";

import { NotToBeHad, fetchJson } from "./editions.js";

test("what cannot be had is told by the status of the answer, 0 without a network", async (t) => {
  const far = t.mock.method(globalThis, "fetch", async () => new Response("", { status: 410 }));
  await assert.rejects(fetchJson("/a.json"), (error) => error instanceof NotToBeHad && error.status === 410);
  far.mock.mockImplementation(() => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(fetchJson("/a.json"), (error) => error instanceof NotToBeHad && error.status === 0);
});

test("a request that was given up is no failure of the network", async (t) => {
  t.mock.method(globalThis, "fetch", (_url, { signal }) => Promise.reject(signal.reason));
  await assert.rejects(fetchJson("/a.json", { signal: AbortSignal.abort() }), { name: "AbortError" });
});
