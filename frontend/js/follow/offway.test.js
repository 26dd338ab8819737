import assert from "node:assert/strict";
import { test } from "node:test";

import { GoingAway, OffWay } from "./offway.js";
import { Plane } from "./plane.js";
import { Tracker } from "./route.js";
import { lineOf, replay } from "./testing/replay.js";
import { dice, randomWay, record, walk } from "./testing/tracks.js";
import { wrongTurn } from "./testing/turns.js";

const plane = new Plane([-10.06, 28.98]);
const TRACKS = 30;

function alarms(errorM, velocityMS = null) {
  let [count, hours] = [0, 0];
  for (let seed = 1; seed <= TRACKS; seed += 1) {
    const random = dice(seed);
    const points = randomWay(random);
    const steps = walk(points, random);
    const seen = replay(lineOf(plane, points), record(steps, random, { plane, errorM, velocityMS }));
    count += seen.filter(({ news }) => news === "left").length;
    hours += steps.length / 3600;
  }
  return { count, hours };
}

/** Return how many of the walkers who miss a corner are told within 30 s or 40 m. */
function noticed(errorM, velocityMS = null) {
  let inTime = 0;
  for (let seed = 1; seed <= TRACKS; seed += 1) {
    const random = dice(100_000 + seed);
    const { points, steps, missedM } = wrongTurn(random);
    const fixes = record(steps, random, { plane, errorM, leaps: 0, gaps: 0, velocityMS });
    const missed = steps.findIndex(({ walkedM }) => walkedM >= missedM);
    const told = replay(lineOf(plane, points), fixes).find(({ news, step }) => news === "left" && step >= missed);
    if (told && (told.step - missed <= 30 || steps[told.step].walkedM - missedM <= 40)) inTime += 1;
  }
  return inTime / TRACKS;
}

test("walks along the way, with errors of 5 to 20 m, leaps and gaps, raise hardly an alarm", () => {
  const { count, hours } = alarms(null);
  assert.ok(hours > 6);
  assert.ok(count <= 1, `${count} false alarms in ${hours.toFixed(1)} h`);
});

test("nor do they where the phone measures how it moves, be it poorly", () => {
  for (const velocityMS of [0.35, 0.7]) assert.ok(alarms(20, velocityMS).count <= 1);
});

test("where the phone is good to 5 m there is no false alarm, and wrong turns are told in time", () => {
  assert.equal(alarms(5).count, 0);
  assert.ok(noticed(5) > 0.95);
});

test("where it is good to 10 m most wrong turns are told in time", () => {
  assert.ok(noticed(10) > 0.7);
});

test("where it is good to 20 m only, its velocity tells most of them in time", () => {
  assert.ok(noticed(20, 0.35) > Math.max(0.5, noticed(20)));
});

const STRAIGHT = [[0, 0], [400, 0], [400, 400]];

/** Return what is said of somebody who is at these points, second by second. */
function said(points, changes = {}) {
  const line = lineOf(plane, STRAIGHT);
  const [tracker, offWay] = [new Tracker(line), new OffWay(line)];
  return points.map((point, second) => {
    const seen = { position: plane.position(point), accuracyM: 8, passedS: 1, timeMs: second * 1000, ...changes };
    const news = offWay.take(seen, tracker.take({ ...seen, isOff: offWay.isOff }));
    return news === "on" && offWay.isInDoubt ? "doubt" : news;
  });
}

const seconds = (count, at) => Array.from({ length: count }, (_, second) => at(second));
const along = seconds(60, (second) => [1.2 * second, 0]);
const [beginM] = along.at(-1);
const away = seconds(60, (second) => [beginM, 1.2 * second]);

test("it is told once until one is back, and back is told once", () => {
  const onward = seconds(60, (second) => [beginM + 1.2 * second, 0]);
  const news = said([...along, ...away, ...away.toReversed(), ...onward]);
  assert.equal(news.filter((each) => each === "left").length, 1);
  assert.equal(news.filter((each) => each === "back").length, 1);
  assert.equal(news.at(-1), "on");
});

test("a doubt is shown before it is sure", () => {
  const news = said([...along, ...away], { accuracyM: 16 });
  assert.ok(news.includes("doubt"));
  assert.ok(news.indexOf("doubt") < news.indexOf("left"));
});

test("a doubt goes when it was nothing", () => {
  const news = said([...along, ...away], { accuracyM: 16 });
  const doubtful = news.indexOf("doubt") - along.length;
  const turned = away.slice(0, doubtful + 1);
  const onward = seconds(60, (second) => [beginM + 1.2 * second, 0]);
  const later = said([...along, ...turned, ...turned.toReversed(), ...onward], { accuracyM: 16 });
  assert.ok(later.includes("doubt"));
  assert.ok(!later.includes("left"));
  assert.equal(later.at(-1), "on");
});

test("a leap that was believed is no alarm", () => {
  const news = said(along.map(([x], second) => [x, second > 30 && second < 36 ? 40 : 3]));
  assert.ok(!news.includes("left"));
});

test("who strolls at the stop has not left the way", () => {
  const news = said([...along, ...away], { isHome: true });
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
