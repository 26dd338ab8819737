import assert from "node:assert/strict";
import { test } from "node:test";

import {
  NO_FILTERS,
  countFilters,
  formatFilters,
  formatView,
  localTime,
  parseFilters,
  parseView,
  placesQuery,
} from "./address.js";

test("a view comes back from the address it was written to", () => {
  const view = { zoom: 12.5, centre: [-10.0574, 28.987] };
  assert.equal(formatView(view), "#12.5/28.987/-10.0574");
  assert.deepEqual(parseView(formatView(view)), view);
});

test("a view is written as short as the screen is precise", () => {
  assert.equal(formatView({ zoom: 4.123456, centre: [-10.057384, 28.986961] }), "#4.12/28.99/-10.06");
});

test("a fragment that is no view is left alone", () => {
  for (const hash of ["", "#list", "#12/28", "#12/95/0", "#12/28/-190", "#a/b/c", "#1//2", "#-1/0/0"]) {
    assert.equal(parseView(hash), null, hash);
  }
});

test("filters come back from the address they were written to", () => {
  const filters = { categories: ["souk", "oasis"], craft: "leather", open: "2026-11-28" };
  const search = formatFilters(filters);
  assert.equal(search, "?category=souk,oasis&craft=leather&open_on=2026-11-28");
  assert.deepEqual(parseFilters(search), filters);
});

test("categories may be repeated, as a form without JavaScript sends them", () => {
  assert.deepEqual(parseFilters("?category=souk&category=oasis&craft=").categories, ["souk", "oasis"]);
});

test("open now survives without a date", () => {
  const search = formatFilters({ ...NO_FILTERS, open: "now" });
  assert.equal(search, "?open=now");
  assert.equal(parseFilters(search).open, "now");
});

test("a date that is none is no filter", () => {
  assert.deepEqual(parseFilters("?open_on=tomorrow"), NO_FILTERS);
});

test("the rest of the query is kept, and filters that were taken off are gone", () => {
  assert.equal(formatFilters(NO_FILTERS, "?place=souk-dlalat&category=souk"), "?place=souk-dlalat");
  assert.equal(formatFilters(NO_FILTERS), "");
});

test("filters are counted as a person would", () => {
  assert.equal(countFilters(NO_FILTERS), 0);
  assert.equal(countFilters({ categories: ["souk", "oasis"], craft: "leather", open: "now" }), 4);
});

test("the clock is that of the town, not that of the visitor", () => {
  const moment = new Date("2026-11-28T23:30:00Z");
  assert.equal(localTime(moment, "Europe/Paris"), "2026-11-29T00:30");
  assert.equal(localTime(moment, "America/New_York"), "2026-11-28T18:30");
});

test("midnight is the hour 00", () => {
  assert.equal(localTime(new Date("2026-11-28T00:05:00Z"), "UTC"), "2026-11-28T00:05");
});

test("open now asks the API for this minute, a day asks for the day", () => {
  const asked = { box: [-10, 28, -9, 29], language: "fr", now: "2026-11-28T10:00" };
  const now = placesQuery({ ...asked, filters: { ...NO_FILTERS, open: "now" } });
  assert.equal(now, "?bbox=-10,28,-9,29&lang=fr&open_at=2026-11-28T10%3A00");
  const day = placesQuery({ ...asked, filters: { ...NO_FILTERS, open: "2026-11-29" } });
  assert.equal(day, "?bbox=-10,28,-9,29&lang=fr&open_on=2026-11-29");
});

test("categories and crafts are passed on to the API", () => {
  const filters = { categories: ["souk", "oasis"], craft: "leather", open: "" };
  const query = placesQuery({ box: [0, 0, 1, 1], language: "ar", filters, now: "" });
  assert.equal(query, "?bbox=0,0,1,1&lang=ar&category=souk,oasis&craft=leather");
});
