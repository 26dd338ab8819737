import assert from "node:assert/strict";
import { test } from "node:test";

import { boxOf, boxOfMain, listed } from "./order.js";

const CENTRE = [-10.0574, 28.987];
const BOX = [-10.1, 28.95, -10.0, 29.02];

const place = (id, coordinates, properties = {}) => ({
  type: "Feature",
  id,
  geometry: coordinates && { type: "Point", coordinates },
  properties: { name: id, core: false, area: null, ...properties },
});
const ids = (features) => features.map((feature) => feature.id);
const town = { lon: -10.0574, lat: 28.987, radius_m: 1500, name: "Guelmim" };

test("main places come first, then the nearest to the centre", () => {
  const { located } = listed(
    [
      place("far", [-10.09, 28.96]),
      place("near", [-10.058, 28.987]),
      place("main, far", [-10.01, 29.01], { core: true }),
      place("main, near", [-10.06, 28.99], { core: true }),
    ],
    BOX,
    CENTRE,
    "fr",
  );
  assert.deepEqual(ids(located), ["main, near", "main, far", "near", "far"]);
});

test("what lies outside the box is not in the list", () => {
  const { located } = listed([place("in", [-10.05, 28.99]), place("out", [-9.5, 28.99])], BOX, CENTRE, "fr");
  assert.deepEqual(ids(located), ["in"]);
});

test("unlocated places are apart, main ones first, then by name in the page's alphabet", () => {
  const { located, unlocated } = listed(
    [
      place("Zaouïa", null, { area: town }),
      place("Écuries", null, { area: town }),
      place("Fort", null, { area: town }),
      place("Souk", null, { area: town, core: true }),
    ],
    BOX,
    CENTRE,
    "fr",
  );
  assert.deepEqual(ids(located), []);
  assert.deepEqual(ids(unlocated), ["Souk", "Écuries", "Fort", "Zaouïa"]);
});

test("an unlocated place is listed as long as its area touches the box", () => {
  const elsewhere = { ...town, lon: -9.98 };
  const touching = listed([place("a", null, { area: { ...elsewhere, radius_m: 3000 } })], BOX, CENTRE, "fr");
  const apart = listed([place("a", null, { area: { ...elsewhere, radius_m: 1000 } })], BOX, CENTRE, "fr");
  assert.equal(touching.unlocated.length, 1);
  assert.equal(apart.unlocated.length, 0);
});

test("a place of which not even the town is known is in no list of a box", () => {
  assert.equal(listed([place("nowhere", null)], BOX, CENTRE, "fr").unlocated.length, 0);
});

test("a place is shown with all that may hold it: its halo, its area, its outline", () => {
  const approximate = boxOf(place("a", CENTRE, { accuracy_m: 1500 }));
  const unlocated = boxOf(place("b", null, { area: town }));
  assert.deepEqual(approximate, unlocated);
  const ring = [[0, 0], [2, 0], [2, 3], [0, 0]];
  assert.deepEqual(boxOf({ ...place("c"), geometry: { type: "Polygon", coordinates: [ring] } }), [0, 0, 2, 3]);
});

test("the opening view shows the main places of the town, by spot or by area", () => {
  const main = { core: true };
  const spots = [
    place("a", [-10.06, 28.99], { ...main, accuracy_m: 4000 }),
    place("b", [-10.05, 28.98], main),
    place("other", [-10.01, 28.96]),
    place("elsewhere", [-9.2, 29.2], main),
  ];
  assert.deepEqual(boxOfMain(spots, BOX), [-10.06, 28.98, -10.05, 28.99]);
  const area = place("c", null, { ...main, area: town });
  assert.deepEqual(boxOfMain([area], BOX), boxOf(area));
  assert.equal(boxOfMain([spots[2]], BOX), null);
});
