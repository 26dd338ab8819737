import assert from "node:assert/strict";
import { test } from "node:test";

import { within } from "./photo.js";

test("a photo becomes smaller and keeps its shape, and never larger", () => {
  assert.deepEqual(within(4000, 3000), [1600, 1200]);
  assert.deepEqual(within(3000, 4000), [1200, 1600]);
  assert.deepEqual(within(640, 480), [640, 480]);
  assert.deepEqual(within(20_000, 3), [1600, 1]);
});
