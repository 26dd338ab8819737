import assert from "node:assert/strict";
import { test } from "node:test";

import { Plane, apartM } from "./plane.js";
import { PositionFilter, velocityOf } from "./position.js";

const plane = new Plane([-10.06, 28.98]);
const fix = (second, [x, y], accuracyM = 8) => ({ position: plane.position([x, y]), accuracyM, timeMs: second * 1000 });
const filtered = (...fixes) => {
  const filter = new PositionFilter();
  return fixes.map((each) => filter.take(each));
};

test("who walks is followed, and faces where they go", () => {
  const seen = filtered(...Array.from({ length: 30 }, (_, second) => fix(second, [1.2 * second, 0])));
  const last = seen.at(-1);
  assert.ok(apartM(plane.point(last.position), [34.8, 0]) < 12);
  assert.ok(Math.abs(last.heading - 90) < 5);
  assert.equal(last.isStanding, false);
});

test("who stands is not turned by the errors of the phone", () => {
  const wobble = (second) => [3 * Math.sin(second / 9), 3 * Math.cos(second / 7)];
  const seen = filtered(...Array.from({ length: 60 }, (_, second) => fix(second, wobble(second))));
  assert.ok(seen.slice(20).every(({ isStanding }) => isStanding));
});

test("a leap is not believed, and what comes after it is", () => {
  const seen = filtered(fix(0, [0, 0]), fix(1, [1, 0]), fix(2, [60, 40]), fix(3, [60, 41]), fix(4, [5, 0]));
  assert.deepEqual(seen.map(({ verdict }) => verdict), ["first", "good", "leap", "leap", "good"]);
});

test("a leap that stays is where one is", () => {
  const away = Array.from({ length: 30 }, (_, second) => fix(second + 2, [150, 0]));
  const seen = filtered(fix(0, [0, 0]), fix(1, [1, 0]), ...away);
  assert.equal(seen.at(-1).verdict, "good");
  assert.ok(apartM(plane.point(seen.at(-1).position), [150, 0]) < 10);
});

test("after a gap one is found again where one has walked to", () => {
  const last = filtered(fix(0, [0, 0]), fix(1, [1, 0]), fix(46, [55, 0])).at(-1);
  assert.equal(last.isAfterGap, true);
  assert.ok(apartM(plane.point(last.position), [55, 0]) < 20);
});

test("the position of a mast is too poor to count", () => {
  assert.equal(filtered(fix(0, [0, 0]), fix(5, [0, 900], 1200)).at(-1).verdict, "poor");
});

test("the same fix again says nothing, and a clock set back starts anew", () => {
  const [, again, back] = filtered(fix(100, [0, 0]), fix(100, [0, 0]), fix(10, [2, 0]));
  assert.equal(again.verdict, "late");
  assert.equal(back.verdict, "good");
});

test("a taxi is no leap", () => {
  const filter = new PositionFilter("car");
  const seen = Array.from({ length: 10 }, (_, second) => filter.take(fix(second, [14 * second, 0])));
  assert.ok(seen.slice(1).every(({ verdict }) => verdict === "good"));
});

test("a phone's speed and heading are a velocity to the east and north, where it says both", () => {
  const [east, north] = velocityOf({ speed: 1.2, heading: 90 });
  assert.ok(Math.abs(east - 1.2) < 1e-9 && Math.abs(north) < 1e-9);
  assert.deepEqual(velocityOf({ speed: 0, heading: null }), [0, 0]);
  assert.equal(velocityOf({ speed: 1.2, heading: null }), null);
  assert.equal(velocityOf({ speed: null, heading: null }), null);
});
