import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_FILTERS } from "./address.js";
import { Places } from "./places.js";

const BOX = [-10.08, 28.97, -10.04, 29.0];
const FAR = [-9.5, 29.0, -9.4, 29.1];

/** A server on the far side of the network that remembers what it was asked. */
function server(answer = () => new Response(JSON.stringify({ features: [] }))) {
  const asked = [];
  const fetch = (url, options) => {
    asked.push({ url, ...options });
    return Promise.resolve().then(() => answer(url, options));
  };
  return { asked, fetch };
}

const places = (fetch, now = () => "2026-11-28T10:00") =>
  new Places({ url: "/api/v1/places.geojson", language: "fr", now, fetch });

test("a small move of the map asks the server nothing", async () => {
  const { asked, fetch } = server();
  const source = places(fetch);
  await source.within(BOX, 13, NO_FILTERS);
  await source.within(BOX.map((value) => value + 0.0005), 13, NO_FILTERS);
  assert.equal(asked.length, 1);
});

test("going back to a box that was seen asks nothing", async () => {
  const { asked, fetch } = server();
  const source = places(fetch);
  for (const box of [BOX, FAR, BOX]) await source.within(box, 13, NO_FILTERS);
  assert.equal(asked.length, 2);
});

test("zooming in asks nothing, since all the places are there", async () => {
  const { asked, fetch } = server();
  const source = places(fetch);
  await source.within(BOX, 13, NO_FILTERS);
  await source.within([-10.07, 28.98, -10.06, 28.99], 15, NO_FILTERS);
  assert.equal(asked.length, 1);
});

test("another filter asks again", async () => {
  const { asked, fetch } = server();
  const source = places(fetch);
  await source.within(BOX, 13, NO_FILTERS);
  await source.within(BOX, 13, { ...NO_FILTERS, categories: ["souk"] });
  assert.equal(asked.length, 2);
  assert.ok(asked[1].url.includes("category=souk"));
});

test("what is open now is asked again as the clock goes on", async () => {
  const { asked, fetch } = server();
  let clock = "2026-11-28T10:00";
  const source = places(fetch, () => clock);
  await source.within(BOX, 13, { ...NO_FILTERS, open: "now" });
  clock = "2026-11-28T10:01";
  await source.within(BOX, 13, { ...NO_FILTERS, open: "now" });
  assert.equal(asked.length, 2);
});

test("a request that is overtaken by the next is given up", async () => {
  const { asked, fetch } = server((_url, { signal }) => {
    signal.throwIfAborted();
    return new Response(JSON.stringify({ features: [] }));
  });
  const source = places(fetch);
  const first = source.within(BOX, 13, NO_FILTERS);
  const second = source.within(FAR, 13, NO_FILTERS);
  await assert.rejects(first, { name: "AbortError" });
  assert.deepEqual(await second, []);
  assert.ok(asked[0].signal.aborted && !asked[1].signal.aborted);
});

test("a server that fails is an error, and its answer is not kept", async () => {
  const answers = [new Response("", { status: 503 }), new Response(JSON.stringify({ features: [1] }))];
  const { fetch } = server(() => answers.shift());
  const source = places(fetch);
  await assert.rejects(source.within(BOX, 13, NO_FILTERS), /503/);
  assert.deepEqual(await source.within(BOX, 13, NO_FILTERS), [1]);
});
