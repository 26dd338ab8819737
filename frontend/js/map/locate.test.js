import assert from "node:assert/strict";
import { test } from "node:test";

import { farFromM } from "./locate.js";

const BOX = [-11.6, 28.2, -8.9, 29.6];

test("somebody in town is not far", () => {
  assert.equal(farFromM([-10.0574, 28.987], BOX), null);
});

test("somebody just outside the territory is not far", () => {
  assert.equal(farFromM([-8.8, 29], BOX), null);
});

test("somebody in Paris is some two thousand kilometres away", () => {
  const awayM = farFromM([2.35, 48.85], BOX);
  assert.ok(2_200_000 < awayM && awayM < 2_500_000, `${awayM}`);
});
