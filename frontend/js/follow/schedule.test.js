import assert from "node:assert/strict";
import { test } from "node:test";

import { forecast, peopleAt, proposals, sameDay, stateAt, stateDuring, wallDay, wallTime } from "./schedule.js";
import { at, calendar, edition, ms, planOfTwoDays } from "./testing/edition.js";

const given = (changes = {}) => ({
  edition: edition(),
  calendar: calendar(),
  ahead: [1, 2, 3, 4],
  nowMs: ms("09:00"),
  firstS: 600,
  position: at(-300),
  ...changes,
});

test("a timeline tells what is open, and what changes next", () => {
  const { places } = calendar();
  assert.equal(stateAt(places.well, ms("10:00"), calendar()).state, "open");
  assert.deepEqual(stateAt(places.well, ms("10:00"), calendar()).change, { ms: ms("11:00"), state: "closed" });
  assert.equal(stateDuring(places.well, ms("10:45"), ms("11:15"), calendar()), "closed");
});

test("beyond the calendar, and of places that are not in it, nothing is known", () => {
  const { places } = calendar();
  assert.equal(stateAt(places.well, ms("10:00") + 30 * 86_400_000, calendar()).state, "unknown");
  assert.equal(stateAt(places.well, ms("10:00") - 86_400_000, calendar()).state, "unknown");
  assert.equal(stateAt(undefined, ms("10:00"), calendar()).state, "unknown");
});

test("arrivals add up ways and stays, and are not known behind an unknown way", () => {
  const visits = forecast(given());
  assert.equal(visits[0].arrivalMs, ms("09:10"));
  assert.equal(visits[1].arrivalMs, ms("09:40") + (500 / 1.2) * 1000 + (417 - 500 / 1.2) * 1000);
  assert.equal(visits[3].arrivalMs, null);
  assert.equal(visits[3].state, "unknown");
});

test("what will be closed is flagged ahead, with the proposal to go there first", () => {
  const late = given({ nowMs: ms("09:45") });
  const visits = forecast(late);
  assert.equal(visits[2].state, "closed");
  const [found] = proposals(late, visits);
  assert.deepEqual([found.stop, found.ways, found.closesMs], [3, ["first", "leave_out"], ms("11:00")]);
});

test("going there first is not proposed where it is closed then as well, or closes another", () => {
  const over = given({ nowMs: ms("10:50") });
  assert.deepEqual(proposals(over, forecast(over))[0].ways, ["leave_out"]);
  const tight = given({ nowMs: ms("09:45"), calendar: calendar({ gate: { timeline: [{ at: "2026-11-28T00:00+01:00", state: "open" }, { at: "2026-11-28T10:30+01:00", state: "closed" }] } }) });
  assert.deepEqual(proposals(tight, forecast(tight)).find(({ stop }) => stop === 3).ways, ["leave_out"]);
});

test("people are there, away, or perhaps there", () => {
  const there = peopleAt(edition(), calendar(), 1, ms("10:00"));
  assert.deepEqual(there.map(({ slug, presence }) => [slug, presence]), [["brahim", "there"], ["aicha", "away"]]);
});

test("the time is that of the town's wall, wherever the phone comes from", () => {
  assert.equal(wallTime(ms("00:15"), calendar().from), "00:15");
  assert.equal(wallDay(ms("00:15"), calendar().from), "2026-11-28");
});

test("of a plan of several days one looks ahead to the end of the day", () => {
  assert.deepEqual(sameDay(planOfTwoDays(), [2, 3, 4]), [2]);
  assert.deepEqual(sameDay(planOfTwoDays(), [3, 4, 1]), [3, 4]);
  assert.deepEqual(sameDay(edition(), [2, 3, 4]), [2, 3, 4]);
});

test("who has planned to wait for the door is not told that it is closed, unless the wait is longer", () => {
  const waiting = (minutes) => {
    const plan = planOfTwoDays();
    plan.stops[1].wait_minutes = minutes;
    return forecast(given({ edition: plan, ahead: [2], nowMs: ms("07:40"), firstS: 600 }))[0];
  };
  assert.deepEqual([waiting(15).state, waiting(15).departureMs], ["open", ms("08:30")]);
  assert.equal(waiting(5).state, "closed");
});
