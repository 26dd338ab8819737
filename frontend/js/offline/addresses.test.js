import assert from "node:assert/strict";
import { test } from "node:test";

import { isPlan, pageOf, planOf, pointerUrl, withoutTimes } from "./addresses.js";

const QUERY = "date=2026-11-28&starts_at=09:00&ends_at=13:00&stops=souk&times=09:00-09:45";
const PLAN = "plan-0f94ce50be08f5f2";

test("a plan is called by its address, as on the server", async () => {
  // tests/circuits/plans/test_taken.py has the same pair.
  assert.equal(await planOf(QUERY), PLAN);
  assert.ok(isPlan(PLAN));
});

test("a circuit may be called much like a plan", () => {
  for (const slug of ["plan-b", "plan-0f94ce50be08f5f", "my-plan-0f94ce50be08f5f2"]) assert.ok(!isPlan(slug));
});

test("pages and pointers are where the server has them", () => {
  assert.equal(pageOf("souks", undefined, "fr"), "/fr/circuits/souks/");
  assert.equal(pageOf("souks", undefined, "ar", "follow/"), "/ar/circuits/souks/follow/");
  assert.equal(pageOf(PLAN, QUERY, "fr"), `/fr/plan/?${QUERY}`);
  assert.equal(pageOf(PLAN, QUERY, "ar", "follow/"), `/ar/plan/follow/?${QUERY}`);
  assert.equal(pageOf(PLAN, undefined, "fr"), "/fr/plan/");
  assert.equal(pointerUrl("souks"), "/api/v1/circuits/souks/edition.json");
  assert.equal(pointerUrl(PLAN, QUERY), `/api/v1/plan/edition.json?${QUERY}`);
});

test("what can be changed of a plan is its stops, not its times", () => {
  assert.equal(withoutTimes(QUERY), "date=2026-11-28&starts_at=09:00&ends_at=13:00&stops=souk");
});
