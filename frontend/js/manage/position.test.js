import assert from "node:assert/strict";
import { test } from "node:test";

import { format, parse } from "./position.js";

test("latitude comes first, as phones show it", () => {
  assert.deepEqual(parse("28.987, -10.0574"), { type: "Point", coordinates: [-10.0574, 28.987] });
});

test("the Arabic comma, the degree sign and the true minus are understood", () => {
  assert.deepEqual(parse("28.987° ، −10.0574°"), { type: "Point", coordinates: [-10.0574, 28.987] });
});

test("GeoJSON is read as it is", () => {
  const line = { type: "LineString", coordinates: [[-10, 28], [-10.1, 28.1]] };
  assert.deepEqual(parse(format(line)), line);
});

test("words are no position", () => {
  assert.equal(parse("behind the mosque"), null);
  assert.equal(parse(""), null);
});

test("a point is written to a tenth of a metre", () => {
  assert.equal(format({ type: "Point", coordinates: [-10.05740000001, 28.98712349] }), "28.987123, -10.0574");
});
