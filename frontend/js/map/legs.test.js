import assert from "node:assert/strict";
import { test } from "node:test";

import { distancePx, drawnLegs } from "./legs.js";

const A = [7.42, 43.73];
const B = [7.421, 43.73];
const C = [7.421, 43.731];
const D = [7.424, 43.732];

function leg(number, coordinates, rest = {}) {
  return {
    type: "Feature",
    id: `leg-${number}`,
    geometry: coordinates && { type: "LineString", coordinates },
    properties: { kind: "leg", mode: "foot", approximate: false, start: number, end: number + 1, ...rest },
  };
}

test("legs there and back keep to their right, the others to the middle of the way", () => {
  const lanes = drawnLegs([leg(1, [A, B, C]), leg(2, [C, B, A]), leg(3, [A, D])]).map(
    ({ properties }) => properties.lane,
  );
  assert.deepEqual(lanes, [1, 1, 0]);
});

test("a leg into a blind alley and out again keeps apart from itself", () => {
  assert.equal(drawnLegs([leg(1, [A, B, C, B])])[0].properties.lane, 1);
});

test("legs one after the other over the same way lie on each other", () => {
  const lanes = drawnLegs([leg(1, [A, B]), leg(2, [A, B])]).map(({ properties }) => properties.lane);
  assert.deepEqual(lanes, [0, 0]);
});

test("of a leg that leaves the streets only for its stop, only those metres are approximate", () => {
  const off = { basis: "streets", approximate: true, end_off_street: true };
  const pieces = drawnLegs([leg(1, [A, B, C, D], off)]);
  assert.deepEqual(pieces.map(({ properties }) => properties.approximate), [false, true]);
  assert.deepEqual(pieces.map(({ geometry }) => geometry.coordinates), [[A, B, C], [C, D]]);
  assert.deepEqual(pieces.map(({ properties }) => properties.leg), ["leg-1", "leg-1"]);
});

test("a leg without streets is approximate from end to end", () => {
  const pieces = drawnLegs([leg(1, [A, B, C, D], { basis: "estimate", approximate: true, end_off_street: true })]);
  assert.deepEqual(pieces.map(({ properties }) => properties.approximate), [true]);
});

test("what is no leg, or has no line, is not drawn", () => {
  const stop = { type: "Feature", id: "souk", geometry: { type: "Point", coordinates: A }, properties: { kind: "stop" } };
  assert.deepEqual(drawnLegs([stop, leg(1, null)]), []);
});

test("a tap means the nearest line, also of two that lie side by side", () => {
  const there = [[0, 0], [100, 0]]; // to the east: its right is south, where y grows
  const back = [[100, 0], [0, 0]];
  assert.equal(distancePx([50, 4.5], there, 1), 0);
  assert.equal(distancePx([50, 4.5], back, 1), 9);
  assert.equal(distancePx([103, -4], there), 5);
});
