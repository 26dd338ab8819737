import assert from "node:assert/strict";
import { test } from "node:test";

import { Arrival, circleOf, distanceToM } from "./arrival.js";
import { at, place } from "./testing/edition.js";

const seen = (eastM, changes = {}) => ({ position: at(eastM), accuracyM: 10, passedS: 2, ...changes });
const walked = (arrival, ...places) => places.map((eastM) => arrival.take(seen(eastM)));

test("a surveyed stop is reached at its door, and that is told once", () => {
  const arrival = new Arrival(place("Souk", at(0)));
  const news = walked(arrival, 200, 100, 60, 20, 10, 5, 0, 0, 0);
  assert.deepEqual(news.filter(({ isNews }) => isNews).map(({ kind }) => kind), ["here"]);
  assert.equal(news[3].kind, "far", "one fix in the circle may be an error");
});

test("an approximate spot and an example are somewhere around, never here", () => {
  for (const changes of [{ position_quality: "approximate", position_accuracy_m: 300 }, { sample: true }]) {
    const arrival = new Arrival(place("Souk", at(0), changes));
    assert.equal(walked(arrival, 30, 30, 30).at(-1).kind, "around");
  }
});

test("a stop that nobody has found is never reached by itself, and no distance to it is told", () => {
  const area = { position: at(0), radius_m: 500 };
  const arrival = new Arrival(place("Hidden", null, { area }));
  const news = walked(arrival, 900, 300, 100, 0, 0);
  assert.ok(news.every(({ distanceM }) => distanceM === null));
  assert.deepEqual(news.filter(({ isNews }) => isNews).map(({ kind }) => kind), ["area"]);
  assert.equal(circleOf(place("Nowhere", null)), null);
});

test("who passes a stop on a way that comes back to it has not arrived yet", () => {
  const arrival = new Arrival(place("Souk", at(0)));
  const passing = [40, 20, 0, -20, -40].map((eastM) => arrival.take(seen(eastM, { remainingM: 400 })));
  assert.ok(passing.every(({ kind }) => kind === "far"));
  const staying = Array.from({ length: 20 }, () => arrival.take(seen(0, { remainingM: 400 })));
  assert.equal(staying.at(-1).kind, "here");
});

test("a market that is an area is reached at its edge", () => {
  const ring = [[0, 0], [200, 0], [200, 200], [0, 200], [0, 0]].map(([x, y]) => at(x, y));
  const market = place("Market", at(100, 100), { geometry: { type: "Polygon", coordinates: [ring] } });
  assert.equal(distanceToM(at(50, 50), market), 0);
  assert.ok(Math.abs(distanceToM(at(230, 100), market) - 30) < 1);
});
