import assert from "node:assert/strict";
import { test } from "node:test";

import { deliver, nextDue } from "./queue.js";
import { written } from "./report.js";

const NOW = Date.UTC(2026, 10, 28, 10);
const now = () => NOW;

/** A phone with some reports. */
function shelfOf(...reports) {
  const kept = new Map(reports.map((report) => [report.id, report]));
  return {
    kept,
    all: async () => [...kept.values()],
    replace: async (report) => void (kept.has(report.id) && kept.set(report.id, report)),
    drop: async (id) => void kept.delete(id),
  };
}

const report = (id, changes = {}) => ({ ...written(id, { kind: "closed", made_at: "" }), ...changes });
const taken = async ({ id }) => ({ status: 201, body: { id, url: `/fr/report/${id}/` } });
const states = (shelf) => Object.fromEntries([...shelf.kept.values()].map(({ id, state }) => [id, state]));

test("all that waits is sent in order, each once", async () => {
  const shelf = shelfOf(report("a"), report("b"));
  const posted = [];
  const post = (one) => {
    posted.push(one.id);
    return taken(one);
  };
  await deliver(shelf, post, { now });
  await deliver(shelf, post, { now, isImpatient: true });
  assert.deepEqual(posted, ["a", "b"]);
  assert.deepEqual(states(shelf), { a: "sent", b: "sent" });
});

test("without a network the rest is not tried", async () => {
  const shelf = shelfOf(report("a"), report("b"));
  let tries = 0;
  await deliver(shelf, async () => void (tries += 1) ?? null, { now });
  assert.equal(tries, 1);
  assert.deepEqual(states(shelf), { a: "waiting", b: "waiting" });
});

test("one that is refused does not hold up the others", async () => {
  const shelf = shelfOf(report("a"), report("b"));
  const refusing = (one) => (one.id === "a" ? { status: 422, body: { status: 422, detail: "No." } } : taken(one));
  const all = await deliver(shelf, async (one) => refusing(one), { now });
  assert.deepEqual(states(shelf), { a: "refused", b: "sent" });
  assert.equal(all.length, 2);
});

test("what is to wait longer is sent only when somebody is impatient", async () => {
  const shelf = shelfOf(report("a", { nextMs: NOW + 1000 }));
  await deliver(shelf, taken, { now });
  assert.deepEqual(states(shelf), { a: "waiting" });
  await deliver(shelf, taken, { now, isImpatient: true });
  assert.deepEqual(states(shelf), { a: "sent" });
});

test("what somebody deletes while it is being sent stays deleted", async () => {
  const shelf = shelfOf(report("a"));
  await deliver(shelf, async (one) => shelf.drop(one.id).then(() => taken(one)), { now });
  assert.equal(shelf.kept.size, 0);
});

test("what was sent long ago goes from the phone", async () => {
  const shelf = shelfOf(report("a", { state: "sent", sentMs: 0 }), report("b", { state: "sent", sentMs: NOW }));
  await deliver(shelf, taken, { now });
  assert.deepEqual(states(shelf), { b: "sent" });
});

test("the next time is that of the first that waits", () => {
  const some = [report("a", { nextMs: 9 }), report("b", { nextMs: 5 }), report("c", { nextMs: 1, state: "refused" })];
  assert.equal(nextDue(some), 5);
  assert.equal(nextDue([]), null);
});

test("who is signed out is asked once, and all goes on waiting", async () => {
  const shelf = shelfOf(report("a"), report("b"));
  let tries = 0;
  const post = async () => ({ status: 401, body: { status: 401, detail: "Sign in." }, tries: (tries += 1) });
  const [first] = await deliver(shelf, post, { now });
  assert.equal(tries, 1);
  assert.deepEqual(states(shelf), { a: "waiting", b: "waiting" });
  assert.deepEqual([first.isSignedOut, first.isBusy], [true, false]);
  await deliver(shelf, taken, { now, isImpatient: true });
  assert.deepEqual(states(shelf), { a: "sent", b: "sent" });
});

test("what somebody else is to sign in for keeps nothing else waiting", async () => {
  const shelf = shelfOf(report("theirs"), report("own"));
  const post = async (one) => (one.id === "own" ? taken(one) : { status: 401, body: null, isOfAnother: true });
  await deliver(shelf, post, { now });
  assert.deepEqual(states(shelf), { theirs: "waiting", own: "sent" });
});
