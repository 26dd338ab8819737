import assert from "node:assert/strict";
import { test } from "node:test";

import { lines } from "./graticule.js";

test("lines stand at round degrees", () => {
  assert.deepEqual(lines(28.93, 29.04), [28.94, 28.96, 28.98, 29, 29.02, 29.04]);
});

test("a street has its lines too", () => {
  const found = lines(28.9869, 28.9878);
  assert.ok(found.length >= 3);
  assert.ok(found.every((degrees) => degrees >= 28.9869 && degrees <= 28.9878));
});

test("a box of no height has at most one line", () => {
  assert.ok(lines(28.98705, 28.98705).length <= 1);
});
