import assert from "node:assert/strict";
import { test } from "node:test";

import { GONE, networkFirst } from "./patience.js";

const after = (ms, answer) => () => new Promise((resolve) => setTimeout(() => resolve(answer), ms));
const kept = async () => "kept";
const nothing = async () => undefined;

test("a network that answers in time is right, also with a refusal", async () => {
  const [fine, gone] = [{ status: 200 }, { status: 404 }];
  assert.equal(await networkFirst(after(1, fine), kept, 50), fine);
  assert.equal(await networkFirst(after(1, gone), kept, 50), gone);
});

test("what is kept stays when the site has it no more", async () => {
  const gone = { status: 404 };
  assert.equal(await networkFirst(after(1, gone), kept, 50, GONE), "kept");
  assert.equal(await networkFirst(after(1, gone), nothing, 50, GONE), gone);
});

test("no network, a slow one, and a gateway with nobody behind it give what is kept", async () => {
  assert.equal(await networkFirst(() => Promise.reject(new TypeError()), kept, 50), "kept");
  assert.equal(await networkFirst(after(80, { status: 200 }), kept, 5), "kept");
  assert.equal(await networkFirst(after(1, { status: 503 }), kept, 50), "kept");
});

test("with nothing kept, the network is waited for", async () => {
  const late = { status: 200 };
  assert.equal(await networkFirst(after(30, late), nothing, 5), late);
  await assert.rejects(networkFirst(() => Promise.reject(new TypeError()), nothing, 5), TypeError);
});
