import assert from "node:assert/strict";
import { test } from "node:test";

import { TrueTime } from "./clock.js";

const HOUR = 3_600_000;

test("a clock that is about right is left alone", () => {
  const time = new TrueTime(() => 10 * HOUR);
  time.compare(10 * HOUR - 60_000);
  assert.equal(time.state.isWrong, false);
  assert.equal(time.now(), 10 * HOUR);
});

test("the satellites' time mends a clock that is wrong, once two of them agree", () => {
  const time = new TrueTime(() => 12 * HOUR);
  time.compareFix(10 * HOUR);
  assert.equal(time.state.isWrong, false, "one may be an old position");
  time.compareFix(10 * HOUR);
  assert.deepEqual(time.state, { skewMs: 2 * HOUR, isKnown: true, isWrong: true });
  assert.equal(time.now(), 10 * HOUR);
});

test("nobody reads an edition before it is published", () => {
  const time = new TrueTime(() => HOUR);
  time.notBefore(100 * HOUR);
  assert.equal(time.state.isWrong, true);
  assert.equal(time.now(), 100 * HOUR);
});
