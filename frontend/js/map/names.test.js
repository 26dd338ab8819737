import assert from "node:assert/strict";
import { test } from "node:test";

import { expression } from "@maplibre/maplibre-gl-style-spec";

import { nameIn } from "./names.js";

function named(language, properties) {
  const { value } = expression.createExpression(nameIn(language), "text-field");
  return value.evaluate({ zoom: 16 }, { type: "LineString", properties });
}

test("a name is read in the page's language", () => {
  const street = { name: "شارع محمد الخامس", "name:fr": "Avenue Mohammed V", "name:zgh": "ⴰⵖⴰⵔⴰⵙ" };
  assert.equal(named("fr", street), "Avenue Mohammed V");
  assert.equal(named("ar", street), "شارع محمد الخامس");
  assert.equal(named("zgh", street), "ⴰⵖⴰⵔⴰⵙ");
});

test("without one, English and Spanish readers get the French name, all others what is tagged", () => {
  const street = { name: "درب السوق", "name:fr": "Derb Souk" };
  assert.equal(named("en", street), "Derb Souk");
  assert.equal(named("es", street), "Derb Souk");
  assert.equal(named("zgh", street), "درب السوق");
  assert.equal(named("en", { name: "درب" }), "درب");
});

test("what has no name is not labelled", () => {
  assert.equal(named("fr", {}), "");
});
