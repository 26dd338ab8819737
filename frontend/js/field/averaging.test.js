import assert from "node:assert/strict";
import { test } from "node:test";

import { Plane } from "../follow/plane.js";
import { LEAST_ACCURACY_M, isGoodEnough, isSettled, meanOf } from "./averaging.js";

const SOUK = [-10.0574, 28.987];
const plane = new Plane(SOUK);

/** Positions so many metres east and north of the souk, one a second. */
function fixes(offsets, accuracyM = 8, everyS = 1) {
  return offsets.map(([eastM, northM, ownM = accuracyM], index) => ({
    position: plane.position([eastM, northM]),
    accuracyM: ownM,
    timeMs: index * everyS * 1000,
  }));
}

/** Noise that is the same each time: on a circle, at the golden angle. */
function noise(number, radiusM) {
  return Array.from({ length: number }, (_, index) => {
    const angle = index * 2.39996;
    return [radiusM * Math.cos(angle), radiusM * Math.sin(angle)];
  });
}

const awayM = ({ position }) => Math.hypot(...plane.point(position));

test("the mean of positions around a spot is the spot", () => {
  const mean = meanOf(fixes(noise(40, 4)));
  assert.ok(awayM(mean) < 0.5, `${awayM(mean)} m away`);
  assert.equal(mean.fixes, 40);
  assert.ok(Math.abs(mean.spreadM - 4) < 0.5);
});

test("a position that the phone is surer of weighs more, by the square", () => {
  const mean = meanOf(fixes([[0, 0, 4], [10, 0, 8]]));
  const [eastM] = plane.point(mean.position);
  assert.ok(Math.abs(eastM - 2) < 1e-6, `${eastM} m`); // a quarter of the weight: a fifth of the way
});

test("a leap is left out, and shown as such", () => {
  const mean = meanOf(fixes([...noise(12, 3), [60, 40]]));
  assert.equal(mean.fixes, 12);
  assert.ok(awayM(mean) < 1);
  assert.deepEqual(mean.dots.map(({ isOutlier }) => isOutlier), [...Array(12).fill(false), true]);
});

test("positions that all agree are not outliers of each other for a few metres", () => {
  const mean = meanOf(fixes([[0, 0], [0, 0], [0, 0], [0, 0], [5, 0]]));
  assert.equal(mean.fixes, 5);
});

test("a thousand positions in a minute are no more accurate than forty: the errors are the same", () => {
  const few = meanOf(fixes(noise(40, 3), 8, 60 / 40));
  const many = meanOf(fixes(noise(1000, 3), 8, 60 / 1000));
  assert.ok(Math.abs(few.accuracyM - many.accuracyM) <= 1);
});

test("waiting helps, but never below half of what the phone says", () => {
  const at = (everyS) => meanOf(fixes(noise(30, 3), 12, everyS)).accuracyM;
  assert.equal(at(0), 12);
  assert.ok(at(2) < 12);
  assert.equal(at(60), 6);
  assert.equal(at(3600), 6);
});

test("however sure the phone is, a few metres are the least", () => {
  const mean = meanOf(fixes(noise(60, 0.2), 1, 10));
  assert.equal(mean.accuracyM, LEAST_ACCURACY_M);
});

test("a phone that claims too much is found out by how far its positions scatter", () => {
  const mean = meanOf(fixes(noise(30, 20), 3));
  assert.ok(mean.accuracyM > 20, `${mean.accuracyM} m`);
});

test("positions of masts, and what is no number, do not count", () => {
  const broken = [{ position: [NaN, 28.9], accuracyM: 5, timeMs: 0 }, { position: SOUK, accuracyM: 1500, timeMs: 1 }];
  assert.equal(meanOf(broken), null);
  assert.equal(meanOf([...broken, ...fixes([[0, 0]])]).fixes, 1);
  assert.equal(meanOf([]), null);
});

test("it may be kept once there are some positions, and they are good to fifty metres", () => {
  assert.equal(isGoodEnough(null), false);
  assert.equal(isGoodEnough(meanOf(fixes(noise(4, 2)))), false);
  assert.equal(isGoodEnough(meanOf(fixes(noise(5, 2)))), true);
  assert.equal(isGoodEnough(meanOf(fixes(noise(9, 2), 120))), false);
});

test("half a minute settles it", () => {
  assert.equal(isSettled(meanOf(fixes(noise(10, 2)))), false);
  assert.equal(isSettled(meanOf(fixes(noise(31, 2)))), true);
});
