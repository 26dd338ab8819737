import assert from "node:assert/strict";
import { test } from "node:test";

import { at, edition, planOfTwoDays } from "./testing/edition.js";
import * as walks from "./walk.js";

const set = (how = "first", position = null) => walks.setOut(walks.fresh(edition()), edition(), how, 1, { position });
const at1 = () => walks.arrive(set(), 2);

test("a walk goes from stop to stop and ends after the last", () => {
  let walk = set();
  const reached = [];
  while (walk.step !== "finished") {
    walk = walks.arrive(walk, 2);
    reached.push(walks.target(walk));
    walk = walks.leave(walk, 3);
  }
  assert.deepEqual(reached, [1, 2, 3, 4]);
  assert.deepEqual(walk.visited, [1, 2, 3, 4]);
});

test("it begins at the nearest stop, and what lies before comes last", () => {
  assert.deepEqual(set("nearest", at(590, 190)).ahead, [3, 4, 1, 2]);
  assert.deepEqual(set("nearest", null).ahead, [1, 2, 3, 4]);
});

test("it is walked backwards, on the same legs turned round", () => {
  const walk = walks.leave(walks.arrive(walks.skip(set("backwards"), 2), 3), 4);
  assert.deepEqual(walk.ahead, [2, 1]);
  const { leg, isTurned } = walks.currentLeg(walk, edition());
  assert.deepEqual([leg.start, leg.end, isTurned], [2, 3, true]);
});

test("a stop is left out and taken back", () => {
  const without = walks.skip(set(), 2, 3);
  assert.deepEqual([without.ahead, without.skipped], [[1, 2, 4], [3]]);
  assert.deepEqual(walks.takeBack(without, 3, 3).ahead, [1, 2, 4, 3]);
});

test("the last stop left out ends the walk, and taken back goes on with it", () => {
  const over = [1, 2, 3, 4].reduce((walk, stop) => walks.skip(walk, 2, stop), set());
  assert.equal(over.step, "finished");
  assert.deepEqual(walks.takeBack(over, 3, 2).step, "walking");
});

test("another stop comes first, and one that is being visited stays", () => {
  assert.deepEqual(walks.goFirst(set(), 2, 3).ahead, [3, 1, 2, 4]);
  assert.deepEqual(walks.goFirst(at1(), 3, 3).ahead, [1, 3, 2, 4]);
  assert.equal(walks.currentLeg(walks.leave(walks.goFirst(at1(), 3, 3), 4), edition()), null);
});

test("a paused walk goes on where it was", () => {
  const paused = walks.pause(at1(), 3);
  assert.equal(paused.step, "paused");
  assert.equal(walks.resume(paused, 4).step, "arrived");
});

test("it survives being written down, and nonsense is not read", () => {
  const walk = at1();
  assert.deepEqual(walks.read(walks.write(walk), "markets"), walk);
  assert.equal(walks.read(walks.write(walk), "another"), null);
  for (const text of [null, "", "{", "3", '{"format":1}', walks.write({ ...walk, ahead: [] })]) {
    assert.equal(walks.read(text, "markets"), null);
  }
});

test("a new edition keeps the place in the walk", () => {
  const walk = walks.leave(at1(), 3); // on the way to 2
  const newer = edition({ hash: "bbbb" });
  newer.stops = newer.stops.slice(0, 3); // what was 2 is gone; 3 is 2 now, 4 is 3
  const moved = walks.carryOver(walk, newer, [
    { order: 1, now: 1, next: 2 },
    { order: 2, now: null, next: 2 },
    { order: 3, now: 2, next: 3 },
    { order: 4, now: 3, next: null },
  ], 4);
  assert.deepEqual([moved.edition, moved.visited, moved.ahead, moved.from], ["bbbb", [1], [2, 3], 1]);
});

test("a new edition brings new stops, and what was left out stays out", () => {
  const walk = walks.skip(set(), 2, 3);
  const newer = edition({ hash: "bbbb" });
  newer.stops = [...newer.stops, { ...newer.stops[0], order: 5 }];
  const same = [1, 2, 3, 4].map((order) => ({ order, now: order, next: null }));
  assert.deepEqual(walks.carryOver(walk, newer, same, 3).ahead, [1, 2, 4, 5]);
});

test("a stop that is gone while one is there sends one on", () => {
  const newer = edition({ hash: "bbbb" });
  newer.stops = newer.stops.slice(0, 3);
  const stops = [{ order: 1, now: null, next: 1 }, { order: 2, now: 1, next: 2 }, { order: 3, now: 2, next: 3 }, { order: 4, now: 3, next: null }];
  const moved = walks.carryOver(at1(), newer, stops, 3);
  assert.deepEqual([moved.step, moved.ahead], ["walking", [1, 2, 3]]);
});

test("a plan of several days rests at the end of each, and goes on from wherever one has slept", () => {
  const plan = planOfTwoDays();
  const go = (walk) => walks.restOverNight(walks.leave(walks.arrive(walk, 2), 3), walk, plan, 3);
  const noon = go(walks.setOut(walks.fresh(plan), plan, "first", 1, { today: "2026-11-28" }));
  assert.deepEqual([noon.step, noon.ahead, noon.from], ["walking", [2, 3, 4], 1]);
  const night = go(noon);
  assert.deepEqual([night.step, night.resumes, night.ahead, night.from], ["paused", "walking", [3, 4], null]);
  const morning = walks.resume(night, 4);
  assert.equal(go(morning).step, "walking");
  assert.equal(go(go(morning)).step, "finished");
});

test("its last stop of a day left out ends the day, too", () => {
  const plan = planOfTwoDays();
  const last = walks.leave(walks.arrive(walks.setOut(walks.fresh(plan), plan, "first", 1), 2), 3);
  assert.equal(walks.restOverNight(walks.skip(last, 4), last, plan, 4).step, "paused");
  assert.equal(walks.restOverNight(walks.skip(last, 4, 4), last, plan, 4).step, "walking");
});

test("on its second day it begins with the first stop of that day", () => {
  const plan = planOfTwoDays();
  const ahead = (today) => walks.setOut(walks.fresh(plan), plan, "first", 1, { today }).ahead;
  assert.deepEqual(ahead("2026-11-29"), [3, 4, 1, 2]);
  assert.deepEqual(ahead("2026-12-24"), [1, 2, 3, 4]);
});
