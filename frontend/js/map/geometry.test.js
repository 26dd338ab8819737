import assert from "node:assert/strict";
import { test } from "node:test";

import {
  anchorOf,
  boxAround,
  boxOfCircle,
  circle,
  contains,
  destination,
  distanceM,
  intersects,
  metresAPixel,
  positionsOf,
} from "./geometry.js";

const GUELMIM = [-10.05738, 28.98696];
const BOUIZAKARNE = [-9.7118, 29.1771];

test("a degree of latitude is about 111 km", () => {
  assert.ok(Math.abs(distanceM([-10, 28], [-10, 29]) - 111_195) < 5);
});

test("Guelmim and Bouizakarne are about 40 km apart, either way", () => {
  const there = distanceM(GUELMIM, BOUIZAKARNE);
  assert.ok(39_000 < there && there < 41_000, `${there}`);
  assert.equal(there, distanceM(BOUIZAKARNE, GUELMIM));
});

test("a destination lies as far and in the direction that was asked for", () => {
  const [lon, lat] = destination(GUELMIM, 1300, 90);
  assert.ok(lon > GUELMIM[0]);
  assert.ok(Math.abs(lat - GUELMIM[1]) < 1e-4);
  assert.ok(Math.abs(distanceM(GUELMIM, [lon, lat]) - 1300) < 0.01);
});

test("every corner of a circle is one radius from its centre, at any latitude", () => {
  for (const centre of [GUELMIM, [0, 0], [25, 70]]) {
    for (const corner of circle(centre, 1300)) {
      assert.ok(Math.abs(distanceM(centre, corner) - 1300) < 0.01);
    }
  }
});

test("a circle is a closed ring that runs counterclockwise", () => {
  const ring = circle(GUELMIM, 500, 16);
  assert.equal(ring.length, 17);
  assert.deepEqual(ring[0], ring.at(-1));
  const signed = ring
    .slice(1)
    .reduce((sum, [lon, lat], index) => sum + ring[index][0] * lat - lon * ring[index][1], 0);
  assert.ok(signed > 0);
});

test("the box of a circle touches it on four sides", () => {
  const box = boxOfCircle(GUELMIM, 2000);
  assert.ok(Math.abs(distanceM([GUELMIM[0], box[3]], GUELMIM) - 2000) < 1);
  assert.ok(circle(GUELMIM, 1999).every((corner) => contains(box, corner)));
});

test("boxes that share only an edge intersect, boxes apart do not", () => {
  assert.ok(intersects([0, 0, 1, 1], [1, 0, 2, 1]));
  assert.ok(!intersects([0, 0, 1, 1], [1.1, 0, 2, 1]));
});

test("the marker of an area stands on its centre of gravity", () => {
  const square = [[-10, 29], [-9.9, 29], [-9.9, 29.1], [-10, 29.1], [-10, 29]];
  const [lon, lat] = anchorOf({ type: "Polygon", coordinates: [square] });
  assert.ok(Math.abs(lon - -9.95) < 1e-9 && Math.abs(lat - 29.05) < 1e-9);
});

test("the marker of a street stands on it", () => {
  const coordinates = [[-10, 29], [-10.01, 29.01], [-10.02, 29]];
  assert.deepEqual(anchorOf({ type: "LineString", coordinates }), coordinates[1]);
});

test("the marker of several areas stands in the first", () => {
  const square = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]];
  assert.deepEqual(anchorOf({ type: "MultiPolygon", coordinates: [[square]] }), [1, 1]);
});

test("the positions of any geometry come in one list", () => {
  const ring = [[0, 0], [2, 0], [2, 3], [0, 0]];
  assert.deepEqual(boxAround(positionsOf({ type: "Polygon", coordinates: [ring] })), [0, 0, 2, 3]);
  assert.deepEqual(positionsOf({ type: "Point", coordinates: [1, 2] }), [[1, 2]]);
});

test("a pixel shows half the ground at the next zoom level", () => {
  assert.equal(metresAPixel(10, 29) / 2, metresAPixel(11, 29));
  assert.ok(Math.abs(metresAPixel(0, 0) - 78_271.5) < 1);
});
