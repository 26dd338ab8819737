import assert from "node:assert/strict";
import { test } from "node:test";

import { groupOf, inOrder, nameOf, observed, progressOf } from "./places.js";

const NOW = Date.parse("2026-11-28T10:00:00Z");

function place(slug, changes = {}) {
  return {
    slug,
    name: { fr: slug },
    category: "souk",
    inside: "",
    is_core: false,
    quality: "published",
    point: [-10.05, 28.98],
    entrance: null,
    checked_on: "",
    known: {},
    ...changes,
  };
}

const groups = (found) => found.map(({ group, places }) => [group, places.map(({ place: { slug } }) => slug)]);

test("main places come first, then what is unlocated, rough, old, and last what is done", () => {
  const found = inOrder(
    [
      place("done", { quality: "surveyed", checked_on: "2026-10-01" }),
      place("old", { quality: "surveyed", checked_on: "2024-10-01" }),
      place("rough", { quality: "approximate" }),
      place("lost", { quality: "unlocated", point: null }),
      place("dlalat", { quality: "unlocated", point: null, is_core: true }),
      place("town", { category: "town" }),
    ],
    { nowMs: NOW },
  );
  assert.deepEqual(groups(found), [
    ["main_first", ["dlalat"]],
    ["unlocated", ["lost"]],
    ["approximate", ["rough"]],
    ["old", ["old"]],
    ["done", ["done"]],
  ]);
});

test("in a group the nearest comes first, and what has no position last", () => {
  const found = inOrder(
    [
      place("nowhere", { point: null }),
      place("far", { point: [-10.2, 28.98] }),
      place("near", { point: [-10.051, 28.98] }),
    ],
    { nowMs: NOW, here: [-10.05, 28.98] },
  );
  assert.deepEqual(groups(found), [["old", ["near", "far", "nowhere"]]]);
  assert.ok(found[0].places[0].awayM < 110);
});

test("a sample position counts as one to be surveyed", () => {
  assert.equal(groupOf(place("a", { quality: "sample" }), NOW), "unlocated");
  const counts = progressOf([place("a", { quality: "sample" }), place("b", { quality: "surveyed" }), place("c", { category: "town" })]);
  assert.deepEqual(counts, { surveyed: 1, published: 0, approximate: 0, unlocated: 1, all: 2 });
});

test("a name falls back on another language", () => {
  assert.equal(nameOf({ name: { ar: "سوق" } }, "fr"), "سوق");
  assert.equal(nameOf({ name: { ar: "سوق", fr: "Souk" } }, "ar"), "سوق");
});

test("what is observed shows on this phone at once", () => {
  const lost = place("lost", { quality: "unlocated", point: null });
  const spot = { longitude: "-10.06", latitude: "28.99", accuracy_m: "5", made_at: "2026-11-28T10:00:00Z" };
  const there = observed(lost, { kind: "position", ...spot });
  assert.deepEqual([there.quality, there.point, there.checked_on], ["surveyed", [-10.06, 28.99], "2026-11-28"]);
  assert.deepEqual(observed(there, { kind: "entrance", ...spot, longitude: "-10.07" }).entrance, [-10.07, 28.99]);
  const confirmed = observed(lost, { kind: "confirmation", made_at: "2026-11-28T10:00:00Z" });
  assert.deepEqual([confirmed.quality, confirmed.checked_on], ["unlocated", "2026-11-28"]);
  assert.equal(observed(lost, { kind: "note", made_at: "2026-11-28T10:00:00Z" }).checked_on, "");
});
