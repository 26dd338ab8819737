import assert from "node:assert/strict";
import { test } from "node:test";

import { Guide } from "./guide.js";
import { PLANE, at, calendar, edition, ms, place } from "./testing/edition.js";
import { dice, record, walk } from "./testing/tracks.js";
import * as walks from "./walk.js";

const setOut = (how = "first") => walks.setOut(walks.fresh(edition()), edition(), how, 1);
const from1 = () => walks.leave(walks.arrive(setOut(), 2), 3);
const START_MS = ms("09:00");

/** Follow a track; return all that was told. */
function told(guide, points, seed = 3, options = {}) {
  const random = dice(seed);
  const fixes = record(walk(points, random, { stands: 0 }), random, { plane: PLANE, leaps: 0, gaps: 0, errorM: 6, ...options });
  return fixes.flatMap(({ fix }) => guide.take({ ...fix, timeMs: START_MS + fix.timeMs }).events);
}

test("a leg is told turn by turn until its stop is reached", () => {
  const guide = new Guide(edition(), calendar(), from1());
  const events = told(guide, [[0, 0], [300, 0], [300, 230]]);
  assert.deepEqual(events.map(({ kind }) => kind), ["prompt", "prompt", "arrived"]);
  assert.equal(events.at(-1).stop, 2);
});

test("what remains gets less, to the stop and to the end", () => {
  const guide = new Guide(edition(), calendar(), from1());
  const before = guide.view().remaining;
  assert.ok(Math.abs(before.toStopM - 500) < 2);
  told(guide, [[0, 0], [200, 0]]);
  const after = guide.view().remaining;
  assert.ok(after.toStopM < 330 && after.toStopS < before.toStopS);
  assert.equal(after.toEndS, null, "the last stop is not found yet");
});

test("a wrong turn is told once, with the way back", () => {
  const guide = new Guide(edition(), calendar(), from1());
  const events = told(guide, [[0, 0], [300, 0], [450, 0]]);
  assert.equal(events.filter(({ kind }) => kind === "off").length, 1);
  const { wayBack, isOff } = guide.view();
  assert.equal(isOff, true);
  assert.ok(wayBack.lengthM > 60);
});

test("towards a stop whose way nobody knows there is no way to leave", () => {
  const changed = edition();
  changed.legs = [];
  const guide = new Guide(changed, calendar(), { ...from1(), ahead: [2, 3, 4] });
  const events = told(guide, [[0, 0], [150, -60], [300, 60], [300, 200]]);
  assert.deepEqual(events.map(({ kind }) => kind), ["arrived"]);
  assert.equal(guide.view().remaining.isAbout, true);
});

test("towards a stop whose way nobody knows a straight line is drawn, and on a way none", () => {
  const changed = edition();
  changed.legs = [];
  const guide = new Guide(changed, calendar(), { ...from1(), ahead: [2, 3, 4] });
  assert.equal(guide.view().beeline, null, "nobody knows yet where one is");
  told(guide, [[0, 0], [150, -60]]);
  const [here, there] = guide.view().beeline;
  assert.deepEqual(here, guide.view().where.position);
  assert.deepEqual(there, guide.place.position);

  const onWay = new Guide(edition(), calendar(), from1());
  told(onWay, [[0, 0], [200, 0]]);
  assert.equal(onWay.view().beeline, null);
});

test("an unlocated stop is told as the part of town it lies in, and no distance to it", () => {
  const guide = new Guide(edition(), calendar(), { ...from1(), ahead: [4], from: 3, visited: [1, 2, 3] });
  const events = told(guide, [[600, 200], [600, 800]]);
  assert.deepEqual(events.map(({ kind }) => kind), ["in_area"]);
  assert.equal(guide.view().remaining.toStopM, null);
});

test("who strolls at a stop stays there, and who goes on has gone on", () => {
  const market = { ...edition(), places: { ...edition().places, gate: place("Gate", at(0), { position_quality: "published", position_accuracy_m: 100 }) } };
  const guide = new Guide(market, calendar(), walks.arrive(setOut(), 2));
  assert.deepEqual(told(guide, [[0, 0], [90, 0], [0, 60], [-40, 0]]), []);
  assert.deepEqual(told(guide, [[0, 0], [300, 0], [300, 100]], 4).map(({ kind }) => kind).slice(0, 1), ["moved_on"]);
});
