import assert from "node:assert/strict";
import { test } from "node:test";

import { inWords } from "./way.js";
import { Words } from "./words.js";

const TEXTS = {
  leg_number: "Leg %(number)d",
  leg_title: "From %(start)s to %(end)s",
  mode_foot: "on foot",
  way_known: "%(distance)s, %(time)s",
  way_about: "about %(distance)s, about %(time)s",
  way_unknown: "distance not known: ask for the way",
  metres: "%(metres)d m",
  kilometres: "%(kilometres)s km",
  minutes: { one: "%(minutes)d min", other: "%(minutes)d min" },
  hours: { one: "%(hours)d h", other: "%(hours)d h" },
  hours_minutes: { one: "%(hours)s %(minutes)02d", other: "%(hours)s %(minutes)02d" },
  decimal_mark: ".",
};
const words = new Words(TEXTS, "en");
const NAMES = new Map([[1, "Souk"], [2, "Gate"]]);
const LEG = { kind: "leg", mode: "foot", start: 1, end: 2, distance_m: 348, duration_s: 250, approximate: false };

function said(changes = {}) {
  return inWords({ properties: { ...LEG, ...changes } }, NAMES, words);
}

test("a leg says its number, how one goes, from where to where, and how long it is", () => {
  const { meta, title, length, steps } = said();
  assert.equal(meta, "Leg 1 · on foot");
  assert.equal(title, "From Souk to Gate");
  assert.equal(length, "350 m, 4 min");
  assert.deepEqual(steps, []);
});

test("an approximate leg says about, and one to an unknown spot that one has to ask", () => {
  assert.equal(said({ approximate: true }).length, "about 350 m, about 4 min");
  assert.equal(said({ distance_m: null, duration_s: null }).length, "distance not known: ask for the way");
});

test("directions are read in order, each with its sign", () => {
  const manoeuvres = [{ text: "x", icon: "depart" }, { text: "y", icon: "turn-left" }];
  const directions = ["Walk north.", "Turn left."];
  assert.deepEqual(said({ manoeuvres, directions }).steps, [
    { text: "Walk north.", icon: "depart" },
    { text: "Turn left.", icon: "turn-left" },
  ]);
});

test("a long way is said in hours", () => {
  assert.equal(words.duration(3600), "1 h");
  assert.equal(words.duration(2 * 3600 + 9 * 60), "2 h 10");
  assert.equal(words.duration(3600 + 5 * 60), "1 h 05");
});
