import assert from "node:assert/strict";
import { test } from "node:test";

import { calendarAge, weights } from "./kept.js";

const CALENDAR = {
  from: "2026-11-28T00:00+01:00",
  until: "2027-01-09T00:00+01:00",
  days: [{ date: "2026-11-28" }, { date: "2027-01-08" }],
};
const age = (moment) => calendarAge(CALENDAR, Date.parse(moment));

test("opening times are known for six weeks", () => {
  assert.deepEqual(age("2026-11-28T09:00+01:00"), { state: "known", lastDay: "2027-01-08", daysLeft: 42 });
  assert.equal(age("2027-01-03T09:00+01:00").state, "soon");
  assert.equal(age("2027-01-08T23:00+01:00").state, "soon");
});

test("after that they are not, and before that the clock is wrong", () => {
  assert.equal(age("2027-01-09T00:00+01:00").state, "past");
  assert.equal(age("2020-01-01T00:00+01:00").state, "future");
});

test("what several circuits need is counted once, and goes with none of them", () => {
  const circuit = (slug, files) => ({ slug, files, pointer: { size_bytes: 100, calendar: { size_bytes: 10 } } });
  const circuits = [circuit("one", ["map", "a"]), circuit("two", ["map"])];
  const files = [{ url: "map", bytes: 900 }, { url: "a", bytes: 5 }, { url: "underway", bytes: 7 }];
  assert.deepEqual(weights(circuits, files), { bytes: { one: 115, two: 110 }, sharedBytes: 900 });
});
