import assert from "node:assert/strict";
import { test } from "node:test";

import { Words, dateLocales, fill } from "./words.js";

const TEXTS = {
  decimal_mark: ",",
  metres: "%(metres)d m",
  kilometres: "%(kilometres)s km",
  within: "à moins de %(distance)s",
  quality_within: "%(quality)s, %(within)s",
  quality_in_area: "%(quality)s, quelque part : %(area)s",
  quality_approximate: "approximatif",
  quality_surveyed: "relevé sur place",
  quality_unlocated: "à relever",
  in_view: { one: "%(count)d lieu", other: "%(count)d lieux" },
};
const french = new Words(TEXTS, "fr");

test("lengths are said like on the server", () => {
  const said = [4, 84, 190, 640, 990, 1300, 9949, 12_400, 57_200].map((metres) => french.length(metres));
  assert.deepEqual(said, ["10 m", "80 m", "190 m", "650 m", "1,0 km", "1,3 km", "9,9 km", "12 km", "57 km"]);
});

test("a scale has no decimals", () => {
  assert.equal(french.roundLength(500), "500 m");
  assert.equal(french.roundLength(20_000), "20 km");
});

test("the plural form is the language's own", () => {
  assert.equal(french.say("in_view", { count: 1 }), "1 lieu");
  assert.equal(french.say("in_view", { count: 12 }), "12 lieux");
  const forms = { zero: "0", one: "1", two: "2", few: "3-10", many: "11-99", other: "100" };
  const arabic = new Words({ in_view: forms }, "ar");
  const chosen = [0, 1, 2, 7, 30, 100].map((count) => arabic.say("in_view", { count }));
  assert.deepEqual(chosen, ["0", "1", "2", "3-10", "11-99", "100"]);
});

test("a language unknown to the browser still counts", () => {
  assert.equal(new Words(TEXTS, "zgh").say("in_view", { count: 5 }), "5 lieux");
});

test("an approximate place says within what distance it lies", () => {
  const properties = { quality: "approximate", accuracy_m: 1300, area: null };
  assert.equal(french.quality(properties), "approximatif, à moins de 1,3 km");
});

test("a surveyed place needs no distance", () => {
  assert.equal(french.quality({ quality: "surveyed", accuracy_m: 5, area: null }), "relevé sur place");
});

test("an unlocated place names the area it lies in", () => {
  const area = { name: "Guelmim", radius_m: 1500 };
  const properties = { quality: "unlocated", accuracy_m: null, area };
  assert.equal(french.quality(properties), "à relever, quelque part : Guelmim");
});

test("gaps without a value stay empty, and a doubled percent sign is one", () => {
  assert.equal(fill("%(a)s and %(b)s: 5 %%", { a: "x" }), "x and : 5 %");
});

test("an Arabic date has the month names and the digits of Morocco", () => {
  const format = new Intl.DateTimeFormat(dateLocales("ar"), { day: "numeric", month: "long", timeZone: "UTC" });
  const said = format.format(new Date("2026-11-28T12:00:00Z"));
  assert.ok(said.includes("28") && said.includes("نونبر"), said);
});
