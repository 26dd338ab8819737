import assert from "node:assert/strict";
import { test } from "node:test";

import { after, asForm, counted, isDue, isOver, lacks, written } from "./report.js";

const NOW = Date.UTC(2026, 10, 28, 10);
const EVENLY = () => 0.5; // no spread
const TOLD = { kind: "closed", text: "", place: "souk", circuit: "", stop: "", language: "fr", made_at: "2026-11-28T10:00:00Z" };
const report = (changes = {}) => ({ ...written("one", TOLD, { label: "Souk" }), ...changes });
const problem = (status, more = {}) => ({ status, body: { status, detail: "Mend it.", ...more } });

test("what a report lacks is told by field", () => {
  assert.deepEqual(lacks({ ...TOLD, kind: "" }), { kind: "no_kind" });
  assert.deepEqual(lacks({ ...TOLD, kind: "other", text: " \n" }), { text: "no_words" });
  assert.deepEqual(lacks({ ...TOLD, place: "" }), { place: "nowhere" });
  for (const enough of [{}, { place: "", stop: "2" }, { place: "", longitude: "-10" }, { kind: "other", text: "No shade" }]) {
    assert.deepEqual(lacks({ ...TOLD, ...enough }), {});
  }
});

test("an answer that names the report means that it has arrived, and little of it stays", () => {
  const photo = { type: "image/jpeg", bytes: new ArrayBuffer(8) };
  const sent = after(report({ photo }), { status: 201, body: { id: "one", url: "/fr/report/one/" } }, NOW);
  assert.equal(sent.state, "sent");
  assert.deepEqual([sent.url, sent.sentMs, sent.photo, sent.label], ["/fr/report/one/", NOW, null, "Souk"]);
  assert.deepEqual(sent.told, { kind: "closed", made_at: TOLD.made_at });
});

test("the page of a hotel's portal does not mean that it has arrived", () => {
  for (const answer of [{ status: 200, body: null }, { status: 200, body: {} }, { status: 201, body: { id: "another" } }]) {
    assert.equal(after(report(), answer, NOW).state, "waiting");
  }
});

test("a refusal is kept with what is to be mended", () => {
  const errors = [{ field: "place", detail: "There is no such place." }];
  const refused = after(report(), problem(422, { errors }), NOW);
  assert.equal(refused.state, "refused");
  assert.deepEqual(refused.errors, errors);
  assert.equal(refused.told, TOLD);
  assert.deepEqual(after(report(), problem(413), NOW).errors, []);
});

test("no network, a busy site, a gateway and whoever else says no: it goes on waiting", () => {
  const others = [null, { status: 503, body: null }, problem(503), problem(429), problem(408), { status: 403, body: null }, { status: 404, body: {} }];
  for (const answer of others) assert.equal(after(report(), answer, NOW, EVENLY).state, "waiting");
  assert.equal(after(report(), null, NOW).isBusy, false);
  assert.equal(after(report(), problem(503), NOW).isBusy, true);
});

test("it waits twice as long each time, an hour at most, and as long as the site asks", () => {
  const waits = [];
  let tried = report();
  for (let time = 0; time < 9; time += 1) {
    tried = after(tried, null, NOW, EVENLY);
    waits.push((tried.nextMs - NOW) / 1000);
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
  assert.equal(after(report(), { ...problem(429), retryAfterS: 7200 }, NOW, EVENLY).nextMs - NOW, 7_200_000);
});

test("phones do not come back all at the same moment", () => {
  const [soonest, latest] = [() => 0, () => 1].map((chance) => after(report(), null, NOW, chance).nextMs - NOW);
  assert.deepEqual([soonest, latest], [22_500, 37_500]);
});

test("only what waits is due, when it is time", () => {
  assert.equal(isDue(report(), NOW), true);
  assert.equal(isDue(report({ nextMs: NOW + 1 }), NOW), false);
  assert.equal(isDue(report({ state: "refused" }), NOW), false);
});

test("what was sent is shown for a month", () => {
  const day = 86_400_000;
  const sent = report({ state: "sent", sentMs: NOW });
  assert.equal(isOver(sent, NOW + 29 * day), false);
  assert.equal(isOver(sent, NOW + 31 * day), true);
  assert.equal(isOver(report(), NOW + 999 * day), false);
});

test("reports are counted by state", () => {
  const states = ["waiting", "sent", "waiting", "refused"].map((state) => report({ state }));
  assert.deepEqual(counted(states), { waiting: 2, refused: 1, sent: 1 });
});

test("a form has what was said, and the photo", async () => {
  const bytes = new Uint8Array([255, 216]).buffer;
  const form = asForm(report({ photo: { type: "image/jpeg", bytes } }));
  assert.deepEqual([...form.keys()].sort(), ["id", "kind", "language", "made_at", "photo", "place"]);
  assert.equal(form.get("photo").type, "image/jpeg");
  assert.equal((await form.get("photo").arrayBuffer()).byteLength, 2);
});

test("what the site says has become of it is kept with it", () => {
  const sent = written("a", { kind: "position", place: "souk", made_at: "2026-11-28" });
  const kept = after(sent, { status: 201, body: { id: "a", url: "/", outcome: "conflict" } }, 0);
  assert.deepEqual([kept.state, kept.outcome, kept.place], ["sent", "conflict", "souk"]);
});

test("once signed in again, it is not said to wait for that", () => {
  const out = after(written("a", { kind: "position" }), { status: 401, body: null }, 0);
  assert.equal(out.isSignedOut, true);
  assert.equal(after(out, null, 0).isSignedOut, undefined);
});
