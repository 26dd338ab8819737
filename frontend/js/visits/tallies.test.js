import assert from "node:assert/strict";
import { test } from "node:test";

import { Kept } from "../follow/kept.js";
import { MOST_SENT, Tallies, dayOf } from "./tallies.js";

/** A phone's storage, in memory. */
function storage() {
  const items = new Map();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => items.set(key, text),
    removeItem: (key) => items.delete(key),
    items,
  };
}

const NOON = new Date("2026-11-28T12:00:00").getTime();
const phone = (browser = {}) => new Tallies(new Kept(storage()), browser);

test("what happens twice on a day is one number", () => {
  const tallies = phone();
  tallies.count("begun", "souks", "ar", "2026-11-28");
  tallies.count("begun", "souks", "ar", "2026-11-28");
  tallies.count("begun", "souks", "fr", "2026-11-28");
  assert.deepEqual(tallies.waiting(), [
    { day: "2026-11-28", what: "begun", subject: "souks", language: "ar", count: 2 },
    { day: "2026-11-28", what: "begun", subject: "souks", language: "fr", count: 1 },
  ]);
});

test("nothing tells in which order things happened, nor at what time", () => {
  const [one, other] = [phone(), phone()];
  const stops = ["souks/amhirich", "souks/dlalat", "souks/agouidir"];
  for (const stop of stops) one.count("reached", stop, "ar", "2026-11-28");
  for (const stop of stops.toReversed()) other.count("reached", stop, "ar", "2026-11-28");
  assert.deepEqual(one.waiting(), other.waiting());
  assert.deepEqual(Object.keys(one.waiting()[0]).sort(), ["count", "day", "language", "subject", "what"]);
});

test("nothing is counted of a plan", () => {
  const tallies = phone();
  tallies.count("taken", "plan-0123456789abcdef", "ar");
  tallies.count("reached", "plan-0123456789abcdef/amhirich", "ar");
  assert.deepEqual(tallies.waiting(), []);
});

test("what is handed out is forgotten", () => {
  const tallies = phone();
  tallies.count("begun", "souks", "ar", "2026-11-28");
  assert.equal(tallies.draw(NOON).length, 1);
  assert.deepEqual(tallies.waiting(), []);
  assert.equal(tallies.kept.storage.items.size, 0);
});

test("what the server would not take is left out: old days, and more than it takes at once", () => {
  const tallies = phone();
  tallies.count("begun", "souks", "ar", "2026-09-01");
  for (let number = 0; number < MOST_SENT + 5; number += 1) {
    tallies.count("reached", `souks/place-${number}`, "ar", "2026-11-28");
  }
  const sent = tallies.draw(NOON);
  assert.equal(sent.length, MOST_SENT);
  assert.ok(sent.every(({ day }) => day === "2026-11-28"));
  assert.equal(tallies.draw(NOON).length, 5);
});

test("a phone keeps no more than some hundreds of numbers, the newest", () => {
  const tallies = phone();
  for (let day = 1; day <= 300; day += 1) tallies.count("begun", `circuit-${day}`, "ar", "2026-11-28");
  tallies.count("begun", "souks", "ar", "2026-11-29");
  assert.equal(tallies.waiting().length, 200);
  assert.equal(tallies.waiting().at(-1).day, "2026-11-29");
});

test("who does not want walks to be counted has none, and what waited is gone", () => {
  const tallies = phone();
  tallies.count("begun", "souks", "ar");
  tallies.switchOff(true);
  tallies.count("begun", "souks", "ar");
  assert.ok(tallies.isOff);
  assert.deepEqual(tallies.waiting(), []);
  tallies.switchOff(false);
  tallies.count("begun", "souks", "ar");
  assert.equal(tallies.waiting().length, 1);
});

test("a browser that says not to follow is obeyed", () => {
  for (const browser of [{ globalPrivacyControl: true }, { doNotTrack: "1" }]) {
    const tallies = phone(browser);
    tallies.count("begun", "souks", "ar");
    assert.deepEqual(tallies.waiting(), []);
  }
});

test("a phone that keeps nothing counts nothing, and a garbled note is no hindrance", () => {
  const refusing = new Tallies(new Kept(null), {});
  refusing.count("begun", "souks", "ar");
  assert.deepEqual(refusing.waiting(), []);
  const tallies = phone();
  tallies.kept.write("visits", "{");
  tallies.count("begun", "souks", "ar");
  assert.equal(tallies.waiting().length, 1);
});

test("a day is the one on the phone's own clock", () => {
  assert.equal(dayOf(new Date("2026-11-28T00:10:00").getTime()), "2026-11-28");
  assert.equal(dayOf(new Date("2026-11-28T23:50:00").getTime()), "2026-11-28");
});
