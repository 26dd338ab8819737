import assert from "node:assert/strict";
import { test } from "node:test";

import { Plane } from "./plane.js";
import { Line, Pace, Tracker, remainingS } from "./route.js";
import { dice, normal, randomWay, record, walk } from "./testing/tracks.js";
import { lineOf, replay } from "./testing/replay.js";

const plane = new Plane([-10.06, 28.98]);

/** Walk over points at 1.2 m/s with an error; return how far along one seems to be at each second. */
function tracked(line, points, { errorM = 0, aside = [0, 0] } = {}) {
  const random = dice(5);
  const tracker = new Tracker(line);
  return walk(points, random, { stands: 0 }).map(({ point, walkedM }) => {
    const seen = point.map((part, axis) => part + aside[axis] + errorM * normal(random));
    const { alongM } = tracker.take({ position: plane.position(seen), accuracyM: 10, passedS: 1 });
    return { alongM, walkedM };
  });
}

test("progress keeps to the walk", () => {
  const points = [[0, 0], [200, 0], [200, 150]];
  const steps = tracked(lineOf(plane, points), points, { errorM: 4 });
  assert.ok(steps.slice(10).every(({ alongM, walkedM }) => Math.abs(alongM - walkedM) < 25));
});

test("an alley beside does not draw the progress over", () => {
  // Up one alley, down the next, 20 m beside: the phone sees all of it in the other one.
  const points = [[0, 0], [0, 200], [20, 200], [20, 0]];
  const steps = tracked(lineOf(plane, points), points.slice(0, 2), { aside: [14, 0] });
  assert.ok(steps.every(({ alongM }) => alongM < 230));
});

test("the way back over the same street is not taken for the way there", () => {
  const points = [[0, 0], [250, 0], [0, 0]];
  const steps = tracked(lineOf(plane, points), points, { errorM: 4 });
  assert.ok(steps.slice(10).every(({ alongM, walkedM }) => Math.abs(alongM - walkedM) < 35));
});

test("who joins the way again further on is found there", () => {
  const line = lineOf(plane, [[0, 0], [300, 0], [300, 300], [0, 300]]);
  const tracker = new Tracker(line);
  let progress;
  for (let second = 0; second < 90; second += 1) {
    progress = tracker.take({ position: plane.position([150, 300]), accuracyM: 10, passedS: 1, isOff: second > 20 });
  }
  assert.ok(Math.abs(progress.alongM - 750) < 30);
});

test("hundreds of noisy walks: half are known to a few metres, and all but a few to 30", () => {
  const errors = [];
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = dice(seed);
    const points = randomWay(random);
    const steps = walk(points, random);
    const line = lineOf(plane, points);
    for (const { step, alongM } of replay(line, record(steps, random, { plane })).filter((_, index) => index % 10 === 0)) {
      errors.push(Math.abs(alongM - steps[step].walkedM));
    }
  }
  errors.sort((one, other) => one - other);
  assert.ok(errors[Math.floor(0.5 * errors.length)] < 10);
  assert.ok(errors[Math.floor(0.95 * errors.length)] < 30);
});

test("a part of the way has its corners", () => {
  const line = lineOf(plane, [[0, 0], [100, 0], [100, 100]]);
  const part = line.part(50, 150).map((position) => plane.point(position).map(Math.round));
  assert.deepEqual(part, [[50, 0], [100, 0], [100, 50]]);
  assert.equal(Math.round(line.headingAt(120)), 0);
});

test("a way of one spot does not fail", () => {
  const progress = new Tracker(new Line([plane.position([0, 0]), plane.position([0, 0])])).take({
    position: plane.position([3, 0]),
    accuracyM: 5,
    passedS: 1,
  });
  assert.ok(progress.awayM < 4);
});

test("times go by the walker's own pace, and a taxi by its own", () => {
  const pace = new Pace();
  for (let second = 0; second < 120; second += 1) pace.walked(0.8, 1, 1.2);
  assert.ok(Math.abs(pace.factor - 1.5) < 0.05);
  assert.equal(remainingS({ duration_s: 600, mode: "foot" }, 0.5, 1.5), 450);
  assert.equal(remainingS({ duration_s: 600, mode: "car" }, 0.5, 1.5), 300);
  assert.equal(remainingS({ duration_s: null, mode: "foot" }, 0.5, 1.5), null);
});
