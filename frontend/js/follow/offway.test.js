import assert from "node:assert/strict";
import { test } from "node:test";

import { GoingAway, OffWay } from "./offway.js";
import { Plane } from "./plane.js";
import { lineOf, replay } from "./testing/replay.js";
import { dice, randomWay, record, walk } from "./testing/tracks.js";

const plane = new Plane([-10.06, 28.98]);
const TRACKS = 120;
const CORNER = 3;

function alarms(errorM) {
  let [count, hours] = [0, 0];
  for (let seed = 1; seed <= TRACKS; seed += 1) {
    const random = dice(seed);
    const points = randomWay(random);
    const steps = walk(points, random);
    const seen = replay(lineOf(plane, points), record(steps, random, { plane, errorM }));
    count += seen.filter(({ news }) => news === "left").length;
    hours += steps.length / 3600;
  }
  return { count, hours };
}

/** Return how many of the walkers who miss a corner are told within 30 s or 40 m. */
function noticed(errorM, { leaps, gaps }) {
  let inTime = 0;
  for (let seed = 1; seed <= TRACKS; seed += 1) {
    const random = dice(100_000 + seed);
    const points = randomWay(random);
    const [before, corner] = [points[CORNER - 1], points[CORNER]];
    const lengthM = Math.hypot(corner[0] - before[0], corner[1] - before[1]);
    const straightOn = corner.map((part, axis) => part + (200 * (part - before[axis])) / lengthM);
    const steps = walk([...points.slice(0, CORNER + 1), straightOn], random, { stands: 0 });
    const fixes = record(steps, random, { plane, errorM, leaps, gaps });
    const missedM = points.slice(1, CORNER + 1).reduce((sum, [x, y], index) => sum + Math.hypot(x - points[index][0], y - points[index][1]), 0);
    const missed = steps.findIndex(({ walkedM }) => walkedM >= missedM);
    const told = replay(lineOf(plane, points), fixes).find(({ news, step }) => news === "left" && step >= missed);
    if (told && (told.step - missed <= 30 || steps[told.step].walkedM - missedM <= 40)) inTime += 1;
  }
  return inTime / TRACKS;
}

test("walks along the way, with errors of 5 to 20 m, leaps and gaps, raise hardly an alarm", () => {
  const { count, hours } = alarms(null);
  assert.ok(hours > 25);
  assert.ok(count <= 4, `${count} false alarms in ${hours.toFixed(1)} h`);
});

test("where the phone is good to 5 m there is no false alarm, and wrong turns are told in time", () => {
  assert.equal(alarms(5).count, 0);
  assert.ok(noticed(5, { leaps: 0, gaps: 0 }) > 0.95);
});

test("where it is good to 10 m most wrong turns are told in time", () => {
  assert.ok(noticed(10, { leaps: 0, gaps: 0 }) > 0.7);
});

test("a doubt is shown before it is sure, and goes when it was nothing", () => {
  const offWay = new OffWay();
  const states = [];
  const take = (second, awayM, course) => {
    const news = offWay.take(seen(second, awayM, { course }));
    states.push(news === "on" && offWay.isInDoubt ? "doubt" : news);
  };
  for (let second = 0; second < 16; second += 1) take(second, second < 6 ? 2 : 2 + 2.2 * (second - 6), 40);
  assert.ok(states.includes("doubt"));
  for (let second = 16; second < 60; second += 1) take(second, Math.max(0, 22 - 2 * (second - 15)), 0);
  assert.equal(offWay.isInDoubt, false);
  assert.equal(states.at(-1), "on");
  assert.ok(!states.includes("left"));
});

const seen = (second, awayM, changes = {}) => ({ awayM, accuracyM: 8, passedS: 1, timeMs: second * 1000, ...changes });

test("it is told once until one is back, and back is told once", () => {
  const offWay = new OffWay();
  const news = [];
  for (let second = 0; second < 200; second += 1) {
    const awayM = second < 60 ? 1.2 * second : Math.max(2, 72 - 2 * (second - 60));
    news.push(offWay.take(seen(second, awayM)));
  }
  assert.equal(news.filter((each) => each === "left").length, 1);
  assert.equal(news.filter((each) => each === "back").length, 1);
});

test("a leap that was believed is no alarm", () => {
  const offWay = new OffWay();
  const news = Array.from({ length: 60 }, (_, second) => offWay.take(seen(second, second > 30 && second < 36 ? 40 : 3)));
  assert.ok(news.every((each) => each === "on"));
});

test("who strolls at the stop has not left the way", () => {
  const offWay = new OffWay();
  const news = Array.from({ length: 120 }, (_, second) => offWay.take(seen(second, second, { isHome: true })));
  assert.ok(news.every((each) => each === "on"));
});

test("where no way is known only going away for good is told", () => {
  const away = new GoingAway();
  const [near, far] = [[], []];
  for (let distanceM = 600; distanceM > 300; distanceM -= 10) near.push(away.take(distanceM, 10));
  for (let distanceM = 300; distanceM < 700; distanceM += 10) far.push(away.take(distanceM, 10));
  assert.ok(near.every((each) => each === "on"));
  assert.equal(far.filter((each) => each === "left").length, 1);
  assert.ok(far.indexOf("left") * 10 > 200);
});
