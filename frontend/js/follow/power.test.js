import assert from "node:assert/strict";
import { test } from "node:test";

import { Pauses, Positions, Wakefulness } from "./power.js";

function screen({ refuses = false } = {}) {
  const document = new EventTarget();
  document.visibilityState = "visible";
  const locks = [];
  const wakeLock = {
    request: async () => {
      if (refuses) throw new Error("low battery");
      const lock = { released: false, release: async () => (lock.released = true) };
      locks.push(lock);
      return lock;
    },
  };
  return { document, wakeLock, locks, held: () => locks.filter(({ released }) => !released).length };
}

test("the screen is kept awake, again after the page was away, and let go", async () => {
  const phone = screen();
  const wakefulness = new Wakefulness(phone);
  assert.equal(await wakefulness.want(true), true);
  phone.locks[0].released = true; // as the system does when the page is hidden
  phone.document.dispatchEvent(new Event("visibilitychange"));
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(phone.held(), 1);
  await wakefulness.want(false);
  assert.equal(phone.held(), 0);
});

test("a phone that refuses, or cannot, says so", async () => {
  assert.equal(await new Wakefulness(screen({ refuses: true })).want(true), false);
  assert.equal(await new Wakefulness({ document: new EventTarget(), wakeLock: undefined }).want(true), false);
});

test("a page that the system had stopped notices it by the clock", () => {
  let [nowMs, awayS] = [0, null];
  const pauses = new Pauses((seconds) => (awayS = seconds), { now: () => nowMs, setInterval: () => 1, clearInterval() {} });
  pauses.start();
  nowMs += 5000;
  pauses.tick();
  assert.equal(awayS, null);
  nowMs += 900_000;
  pauses.tick();
  assert.equal(awayS, 900);
});

test("the battery saver looks now and then instead of all the time", () => {
  const calls = [];
  const geolocation = {
    watchPosition: () => calls.push("watch"),
    getCurrentPosition: () => calls.push("look"),
    clearWatch: () => calls.push("clear"),
  };
  const positions = new Positions({ found() {}, failed() {} }, { geolocation, setInterval: () => 7, clearInterval() {} });
  positions.start();
  positions.start({ isSparing: true });
  assert.deepEqual(calls, ["watch", "clear", "look"]);
  assert.equal(positions.isOn, true);
  positions.stop();
  assert.equal(positions.isOn, false);
});

test("a phone that cannot locate says so at once", () => {
  let code = null;
  new Positions({ found() {}, failed: (error) => (code = error.code) }, { geolocation: undefined }).start();
  assert.equal(code, 2);
});
