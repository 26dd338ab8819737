import assert from "node:assert/strict";
import { test } from "node:test";

import { counted } from "./counted.js";
import * as walks from "./walk.js";

const EDITION = { circuit: { slug: "souks" }, hash: "0", stops: [1, 2].map((order) => ({ order, place: `place-${order}` })) };

/** Take steps from a fresh walk, and return what is counted of them. */
function steps(...all) {
  const found = [];
  let walk = walks.fresh(EDITION);
  for (const step of all) {
    const next = step(walk);
    found.push(...counted(walk, next).map(({ what, stop }) => (stop === null ? what : `${what} ${stop}`)));
    walk = next;
  }
  return found;
}

const setOut = (walk) => walks.setOut(walk, EDITION, "first", 0);
const arrive = (walk) => walks.arrive(walk, 0);
const leave = (walk) => walks.leave(walk, 0);
const skip = (walk) => walks.skip(walk, 0);
const pause = (walk) => walks.pause(walk, 0);
const resume = (walk) => walks.resume(walk, 0);
const finish = (walk) => walks.finish(walk, 0);

test("a walk is counted when it begins, at each stop, and when it is finished", () => {
  assert.deepEqual(steps(setOut, arrive, leave, arrive, leave), ["begun", "reached 1", "reached 2", "finished"]);
  assert.deepEqual(steps(setOut, arrive, leave, arrive, finish), ["begun", "reached 1", "reached 2", "finished"]);
});

test("a pause is no new beginning, and no new arrival", () => {
  assert.deepEqual(steps(setOut, pause, resume, arrive, pause, resume), ["begun", "reached 1"]);
});

test("who gives up has not finished", () => {
  assert.deepEqual(steps(setOut, finish), ["begun"]);
  assert.deepEqual(steps(setOut, arrive, leave, finish), ["begun", "reached 1"]);
  assert.deepEqual(steps(setOut, skip, skip), ["begun"]);
});

test("who leaves a stop out may finish all the same", () => {
  assert.deepEqual(steps(setOut, arrive, leave, skip), ["begun", "reached 1", "finished"]);
});
