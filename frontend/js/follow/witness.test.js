import assert from "node:assert/strict";
import { test } from "node:test";

import { dice, normal } from "./testing/tracks.js";
import { Witness } from "./witness.js";

const SIGMA_M = 10;
const NORTH = [0, 0];

/** Return whether a velocity is heard after some minutes of walking north, and how it is made. */
function heard(velocityOf, headings = NORTH) {
  const random = dice(7);
  const witness = new Witness();
  const memory = Math.exp(-3 / 30);
  let error = [normal(random), normal(random)];
  const steps = [];
  for (let step = 0; step < 60; step += 1) {
    error = error.map((part) => memory * part + Math.sqrt(1 - memory ** 2) * normal(random));
    const point = [SIGMA_M * error[0], 3.6 * step + SIGMA_M * error[1]];
    steps.push({ point, timeMs: step * 3000, sigmaM: SIGMA_M });
    witness.take({ ...steps.at(-1), velocity: velocityOf(steps, random) }, headings);
  }
  return witness.isHeard;
}

const measured = (offMS) => (_, random) => [offMS * normal(random), 1.2 + offMS * normal(random)];
const fromPositions = (span) => (steps) => {
  const then = steps.at(-1 - span);
  const now = steps.at(-1);
  return then ? [0, 1].map((axis) => (now.point[axis] - then.point[axis]) / (3 * span)) : null;
};

test("a velocity that is measured by itself is heard", () => {
  assert.ok(heard(measured(0.3)));
});

test("one that is only taken from one position to another is not, however long it is smoothed", () => {
  for (const span of [1, 2, 3, 4]) assert.equal(heard(fromPositions(span)), false, `${3 * span} s`);
});

test("one that points anywhere is not", () => {
  assert.equal(heard(measured(1.2)), false);
});

test("a phone that measures none has no second witness", () => {
  assert.equal(heard(() => null), false);
});
