import assert from "node:assert/strict";
import { test } from "node:test";

import { fallbackOf, featuresOf, say } from "./features.js";

const DOCUMENT = {
  stops: [{ order: 1, place: "souk" }, { order: 2, place: "lost" }],
  places: {
    souk: { name: { ar: "سوق", fr: "Souk" }, category: "souk", position: [-10, 29], position_quality: "surveyed", position_accuracy_m: 5, sample: false, area: null },
    lost: { name: { ar: "دار", fr: "Maison" }, category: "site", position: null, position_quality: "unlocated", position_accuracy_m: null, sample: false, area: { place: "town", name: { fr: "Ville" }, position: [-10.1, 29.1], radius_m: 1500 } },
  },
  legs: [{ start: 1, end: 2, mode: "foot", geometry: { type: "LineString", coordinates: [[-10, 29], [-10.1, 29]] }, notes: [{ fr: "Escaliers" }], manoeuvres: [{ begin: 1, end: 1, icon: "arrive", text: { ar: "وصلتم", fr: "Vous y êtes" } }] }],
};

test("stops and legs read like those of the API", () => {
  const [souk, lost, leg] = featuresOf(DOCUMENT, "fr");
  assert.deepEqual(souk.geometry, { type: "Point", coordinates: [-10, 29] });
  assert.equal(souk.properties.url, "#stop-1");
  assert.equal(lost.geometry, null);
  assert.deepEqual(lost.properties.area, { slug: "town", name: "Ville", lon: -10.1, lat: 29.1, radius_m: 1500 });
  assert.equal(leg.id, "leg-1");
  assert.deepEqual([leg.properties.start_name, leg.properties.end_name], ["Souk", "Maison"]);
  assert.deepEqual(leg.properties.directions, ["Vous y êtes"]);
  assert.equal(leg.properties.manoeuvres[0].lon, -10.1);
});

test("a text that there is not says nothing, and one of another language says of which", () => {
  assert.equal(say(null, "fr"), "");
  assert.equal(fallbackOf({ zgh: "Souk", fallback: { zgh: "fr" } }, "zgh"), "fr");
  assert.equal(fallbackOf({ fr: "Souk" }, "fr"), undefined);
});
