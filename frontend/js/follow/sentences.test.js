import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../map/words.js";
import { Guide } from "./guide.js";
import { arrivedSaid, barSaid, closedSaid, remainingSaid, stateSaid } from "./sentences.js";
import { at, calendar, edition, ms, place } from "./testing/edition.js";
import * as walks from "./walk.js";

const words = new Words(
  {
    metres: "%(metres)d m", kilometres: "%(kilometres)s km", decimal_mark: ".", minutes: "%(minutes)d min", about: "about %(amount)s",
    towards: "Towards %(name)s", ask_way: "ask", ask_unlocated: "not measured", now: "now", doubt: "Still?", off: "Off", off_walked: "back %(distance)s",
    off_straight: "%(distance)s from here", there_at: "at %(time)s", there_about: "at about %(time)s", to_the_end: "%(time)s to the end",
    open_until: "open until %(time)s", open: "open", closed: "closed", opens_at: "opens at %(time)s", unknown: "ask", turn_left: "turn left",
    arrived: "there", arrived_around: "around", arrived_sample: "example", closed_ahead: "%(name)s closed at %(time)s", closes_at: "till %(time)s",
    open_now_until: "open now until %(time)s", open_now_here: "open now", hours: "%(hours)d h", hours_minutes: "%(hours)s %(minutes)02d",
  },
  "en",
);

function told(walk, changes = {}) {
  const guide = new Guide(edition(), calendar(), walk);
  return { edition: edition(), calendar: calendar(), walk, view: guide.view(), words, language: "en", nowMs: ms("09:00"), ...changes };
}

const setOut = () => walks.setOut(walks.fresh(edition()), edition(), "first", 1);
const from1 = () => walks.leave(walks.arrive(setOut(), 2), 3);

test("the bar says the next turn and how far it is", () => {
  const said = barSaid(told({ ...from1(), legM: 180 }));
  assert.deepEqual([said.main, said.distance, said.icon], ["Do 1", "120 m", "turn-left"]);
});

test("in doubt it asks, and says how far the way is", () => {
  const given = told({ ...from1(), legM: 180 });
  const view = { ...given.view, isInDoubt: true, wayBack: { coordinates: [], lengthM: 30, isWalked: false } };
  const said = barSaid({ ...given, view });
  assert.deepEqual([said.main, said.note, said.manner], ["Still?", "30 m from here", "ask"]);
});

test("where no way is known it says the direction and to ask, and no distance to what is not located", () => {
  assert.deepEqual([barSaid(told(setOut())).main, barSaid(told(setOut())).note], ["Towards Gate", "ask"]);
  const hidden = barSaid(told({ ...from1(), ahead: [4], from: 3 }));
  assert.deepEqual([hidden.note, hidden.distance], ["not measured", ""]);
});

test("what remains is said as it is known", () => {
  const given = told(from1());
  const said = remainingSaid(given, { arrivalMs: ms("09:30") });
  assert.deepEqual([said.distance, said.time, said.arrival], ["500 m", "7 min", "at 09:30"]);
});

test("hours are those at the arrival, else those now, and unknown is unknown", () => {
  const given = told(setOut());
  assert.deepEqual(stateSaid(given, 2, ms("09:00"), false), { kind: "open", label: "open until 13:00" });
  assert.deepEqual(stateSaid(given, 2, ms("07:00"), false), { kind: "closed", label: "opens at 08:00" });
  assert.deepEqual(stateSaid(given, 4, ms("07:00"), false), { kind: "unknown", label: "ask" });
  assert.deepEqual(stateSaid(given, 2, ms("09:00"), true), { kind: "open", label: "open now until 13:00" });
});

test("nobody is told to be there where the spot is an example", () => {
  const given = told(setOut());
  given.edition.places.gate = place("Gate", at(0), { position_quality: "sample" });
  given.edition.places.souk = place("Souk", at(0), { position_quality: "approximate" });
  assert.deepEqual([1, 2, 3, 4].map((stop) => arrivedSaid(given, stop).label), ["example", "around", "there", "around"]);
});

test("what closes ahead is said with its time", () => {
  const [said] = closedSaid(told(setOut()), [{ stop: 3, arrivalMs: ms("11:10"), closesMs: ms("11:00"), ways: [] }]);
  assert.equal(said.text, "Well closed at 11:10 till 11:00");
});
