import assert from "node:assert/strict";
import { test } from "node:test";

import { covers, widened } from "./boxes.js";

const SEEN = [-10.0874, 28.9612, -10.0274, 29.0128];

test("a widened box holds what is seen", () => {
  for (const zoom of [3, 8.4, 12.5, 18]) assert.ok(covers(widened(SEEN, zoom), SEEN), `zoom ${zoom}`);
});

test("a small move asks for the same box again", () => {
  const moved = SEEN.map((value) => value + 0.0004);
  assert.deepEqual(widened(SEEN, 12.5), widened(moved, 12.5));
});

test("a box never leaves the world", () => {
  assert.deepEqual(widened([-200, -95, 200, 95], 1), [-180, -90, 180, 90]);
});

test("a box that reaches over an edge is not covered", () => {
  assert.ok(!covers([0, 0, 1, 1], [0.5, 0.5, 1.5, 0.8]));
});
