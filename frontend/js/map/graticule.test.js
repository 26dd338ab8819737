import assert from "node:assert/strict";
import { test } from "node:test";

import { NETS, graticule } from "./graticule.js";

const BOX = [-11.6, 28.2, -8.9, 29.6];

test("every zoom level has one net", () => {
  assert.equal(NETS[0].from, 0);
  for (const [index, net] of NETS.slice(1).entries()) assert.equal(net.from, NETS[index].to);
});

test("lines stand on round degrees", () => {
  for (const { geometry, properties } of graticule(BOX).features) {
    const [[lon1, lat1], [lon2, lat2]] = geometry.coordinates;
    const fixed = lon1 === lon2 ? lon1 : lat1;
    assert.ok(lon1 === lon2 || lat1 === lat2);
    assert.ok(Math.abs(fixed / properties.step - Math.round(fixed / properties.step)) < 1e-6);
  }
});

test("the net reaches beyond the territory", () => {
  const lons = graticule(BOX).features.flatMap(({ geometry }) => geometry.coordinates.map(([lon]) => lon));
  assert.ok(Math.min(...lons) < BOX[0] && Math.max(...lons) > BOX[2]);
});

test("a territory the size of a country goes without the finest nets", () => {
  const steps = new Set(graticule([-17, 21, -1, 36]).features.map(({ properties }) => properties.step));
  assert.ok(steps.has(0.5) && !steps.has(0.005));
});
