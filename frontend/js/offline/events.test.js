import assert from "node:assert/strict";
import { test } from "node:test";

import { eventsAt } from "./events.js";
import { daysInWords } from "./sizes.js";

const event = (slug, firstDay, lastDay, at) => ({ slug, first_day: firstDay, last_day: lastDay, at });
const DOCUMENT = {
  events: [
    event("dates", "2026-12-09", "2026-12-12", ["souk", "fort"]),
    event("camels", "2026-11-27", "2026-12-03", ["souk"]),
    event("argan", "2026-12-12", "2026-12-12", ["fort"]),
    event("over", "2026-11-20", "2026-11-27", ["souk"]),
  ],
};
const slugs = (...asked) => eventsAt(DOCUMENT, ...asked).map(({ slug }) => slug);

test("what goes on and what begins within two weeks is told, soonest first", () => {
  assert.deepEqual(slugs("2026-11-28"), ["camels", "dates"]);
  assert.deepEqual(slugs("2026-11-29"), ["camels", "dates", "argan"]);
});

test("its last day is told, the day after is not", () => {
  assert.deepEqual(slugs("2026-12-12"), ["dates", "argan"]);
  assert.deepEqual(slugs("2026-12-13"), []);
});

test("a stop tells of what is announced there or around it", () => {
  assert.deepEqual(slugs("2026-11-29", "fort"), ["dates", "argan"]);
});

test("an older edition announces nothing", () => assert.deepEqual(eventsAt({}, "2026-11-28"), []));

test("several days are said as one stretch, and one day as a day", () => {
  assert.equal(daysInWords("2026-12-05", "2026-12-07", "en"), "December 5 – 7, 2026".replace(" – ", "\u2009–\u2009"));
  assert.equal(daysInWords("2026-12-05", "2026-12-05", "en"), "December 5, 2026");
});
