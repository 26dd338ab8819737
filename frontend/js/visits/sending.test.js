import assert from "node:assert/strict";
import { test } from "node:test";

import { Kept } from "../follow/kept.js";
import { send } from "./sending.js";
import { Tallies, dayOf } from "./tallies.js";

/** A phone on which a walk was begun. */
function phone() {
  const items = new Map();
  const storage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => items.set(key, text),
    removeItem: (key) => items.delete(key),
  };
  const tallies = new Tallies(new Kept(storage), {});
  tallies.count("begun", "souks", "ar");
  return tallies;
}

/** A site that answers with a status, and notes what it is sent. */
function site(status) {
  const sent = [];
  const ask = async (_address, { body }) => {
    sent.push(JSON.parse(body));
    if (!status) throw new TypeError("Failed to fetch");
    return { status };
  };
  return { sent, ask };
}

const WALK = { day: dayOf(Date.now()), what: "begun", subject: "souks", language: "ar", count: 1 };

test("what waits is sent once", async () => {
  const tallies = phone();
  const { sent, ask } = site(204);
  await send(tallies, ask);
  await send(tallies, ask);
  assert.deepEqual(sent, [{ visits: [WALK] }]);
});

test("two pages that are open send it once between them", async () => {
  const tallies = phone();
  const { sent, ask } = site(204);
  await Promise.all([send(tallies, ask), send(tallies, ask)]);
  assert.equal(sent.length, 1);
});

test("without an answer, or from a site that is not well, it waits on", async () => {
  for (const status of [null, 503]) {
    const tallies = phone();
    await send(tallies, site(status).ask);
    assert.deepEqual(tallies.waiting(), [WALK]);
  }
});

test("what was counted meanwhile is added to what comes back", async () => {
  const tallies = phone();
  const ask = async () => {
    tallies.count("begun", "souks", "ar");
    throw new TypeError("Failed to fetch");
  };
  await send(tallies, ask);
  assert.deepEqual(tallies.waiting(), [{ ...WALK, count: 2 }]);
});

test("what the site refuses is not sent again", async () => {
  const tallies = phone();
  await send(tallies, site(422).ask);
  assert.deepEqual(tallies.waiting(), []);
});

test("nothing is sent by who does not want it", async () => {
  const tallies = phone();
  tallies.switchOff(true);
  const { sent, ask } = site(204);
  await send(tallies, ask);
  assert.deepEqual(sent, []);
});
