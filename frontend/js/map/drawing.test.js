import assert from "node:assert/strict";
import { test } from "node:test";

import { areaCaptions, areaCircles, areasOf, drawingOf, mannerOf, shortName, stopMarkers } from "./drawing.js";
import { distanceM } from "./geometry.js";

const TOWN = { slug: "guelmim", name: "Guelmim", lon: -10.0574, lat: 28.987 };

const place = (id, geometry, properties = {}) => ({
  type: "Feature",
  id,
  geometry,
  properties: {
    name: id,
    category: "souk",
    quality: "surveyed",
    accuracy_m: null,
    core: false,
    sample: false,
    area: null,
    ...properties,
  },
});
const point = (lon, lat) => ({ type: "Point", coordinates: [lon, lat] });
const somewhere = (id, radius_m, properties = {}) =>
  place(id, null, { quality: "unlocated", area: { ...TOWN, radius_m }, ...properties });

test("a known spot is solid, an approximate one hollow, an example a sample", () => {
  const manners = [
    { quality: "surveyed" },
    { quality: "published" },
    { quality: "approximate" },
    { quality: "sample" },
    { quality: "published", sample: true },
  ].map(mannerOf);
  assert.deepEqual(manners, ["solid", "solid", "hollow", "sample", "sample"]);
});

test("the halo of an approximate place has the radius that holds it", () => {
  const { halos } = drawingOf(
    [place("souk-amhirich", point(-10.0683, 28.9774), { quality: "approximate", accuracy_m: 1300 })],
    "sample",
  );
  assert.equal(halos.length, 1);
  assert.equal(halos[0].properties.slug, "souk-amhirich");
  for (const corner of halos[0].geometry.coordinates[0]) {
    assert.ok(Math.abs(distanceM([-10.0683, 28.9774], corner) - 1300) < 0.1);
  }
});

test("a surveyed place has no halo", () => {
  const { halos } = drawingOf([place("a", point(0, 0), { accuracy_m: 5 })], "sample");
  assert.deepEqual(halos, []);
});

test("a place whose spot is not known gets no marker and no halo", () => {
  const { markers, towns, halos, sites } = drawingOf([somewhere("souk-dlalat", 1000)], "sample");
  assert.deepEqual([markers, towns, halos, sites], [[], [], [], []]);
});

test("all unlocated places of a town share one area", () => {
  const areas = areasOf([
    somewhere("souk-dlalat", 1000),
    somewhere("lagsar", 1000),
    place("tigmi", null, { area: { slug: "taghjijt", name: "Taghjijt", lon: -9.4, lat: 29, radius_m: 900 } }),
  ]);
  assert.deepEqual(areas.map((area) => [area.id, area.places.length]), [["guelmim", 2], ["taghjijt", 1]]);
});

test("an area holds most of its places, a ring around it the few that may be far out", () => {
  const radii = [1000, 900, 1000, 1500, 500, 1000, 1000, 1200, 15_000, 20_000];
  const areas = areasOf(radii.map((radius, index) => somewhere(`p${index}`, radius)));
  assert.equal(areas[0].radiusM, 1500);
  assert.equal(areas[0].furthestM, 20_000);
  const kinds = areaCircles(areas).map(({ properties }) => [properties.kind, properties.radius_m]);
  assert.deepEqual(kinds, [["most", 1500], ["all", 20_000]]);
});

test("an area whose places are all equally far has no ring", () => {
  assert.equal(areaCircles(areasOf([somewhere("a", 900), somewhere("b", 900)])).length, 1);
});

test("the caption of an area stands on its northern edge where there is room", () => {
  const areas = areasOf([somewhere("a", 1000)]);
  const [caption] = areaCaptions(areas, [], (area) => `${area.places.length} in ${area.name}`);
  assert.equal(caption.properties.label, "1 in Guelmim");
  assert.ok(caption.geometry.coordinates[1] > TOWN.lat);
  assert.ok(Math.abs(distanceM([TOWN.lon, TOWN.lat], caption.geometry.coordinates) - 1000) < 0.1);
});

test("a marker in the north sends the caption to the southern edge", () => {
  const { markers } = drawingOf([place("spring", point(TOWN.lon, TOWN.lat + 0.01))], "sample");
  const [caption] = areaCaptions(areasOf([somewhere("a", 1000)]), markers, () => "");
  assert.ok(caption.geometry.coordinates[1] < TOWN.lat);
});

test("a site is drawn as what it is and has a marker as well", () => {
  const ring = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]];
  const { markers, sites } = drawingOf([place("a", { type: "Polygon", coordinates: [ring] })], "sample");
  assert.equal(sites.length, 1);
  assert.deepEqual(markers[0].geometry.coordinates, [1, 1]);
});

test("towns stand apart, so that no cluster swallows their names", () => {
  const { markers, towns } = drawingOf(
    [place("guelmim", point(0, 0), { category: "town" }), place("souk", point(0, 0))],
    "sample",
  );
  assert.deepEqual([markers.length, towns.length], [1, 1]);
});

test("a sample is marked with the word", () => {
  const { markers } = drawingOf([place("a", point(0, 0), { quality: "sample" })], "exemple");
  assert.equal(markers[0].properties.note, "exemple");
});

test("a label leaves out what a name says in brackets", () => {
  assert.equal(shortName("Souk Amhirich (Amhayrich)"), "Souk Amhirich");
  assert.equal(shortName("Complexe (1978) de Guelmim"), "Complexe de Guelmim");
  assert.equal(shortName("(sans nom)"), "(sans nom)");
});

test("two stops on the same spot share a marker that names both", () => {
  const stops = [place("museum", point(1, 1)), place("spring", point(2, 2)), place("oasis", point(1, 1))];
  const orders = new Map([["museum", 2], ["spring", 3], ["oasis", 1]]);
  const markers = stopMarkers(drawingOf(stops, "sample").markers, orders);
  assert.deepEqual(
    markers.map(({ properties }) => [properties.order, properties.slugs, properties.label]),
    [["1 · 2", "oasis,museum", "oasis · museum"], ["3", "spring", "spring"]],
  );
});
