import assert from "node:assert/strict";
import { test } from "node:test";

import { withOnly } from "./freshness.js";

const DOCUMENT = {
  artisans: { aicha: { images: ["p1"] }, brahim: { images: [] } },
  stops: [{ order: 1, people: ["aicha", "brahim"] }],
  products: { bag: { artisans: ["aicha"] } },
  images: { p1: {}, p2: {} },
};

test("who takes back consent is named nowhere, and not shown", () => {
  const left = withOnly(DOCUMENT, ["brahim"]);
  assert.deepEqual(Object.keys(left.artisans), ["brahim"]);
  assert.deepEqual(left.stops[0].people, ["brahim"]);
  assert.deepEqual(left.products.bag.artisans, []);
  assert.deepEqual(Object.keys(left.images), ["p2"]);
  assert.ok(!JSON.stringify(left).includes("aicha"));
});

test("where everybody is shown nothing is written anew", () => {
  assert.equal(withOnly(DOCUMENT, ["brahim", "aicha", "new-one"]), DOCUMENT);
});
