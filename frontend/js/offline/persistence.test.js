import assert from "node:assert/strict";
import { test } from "node:test";

import { promised } from "./persistence.js";

test("what should be here is said by the marker, with names", () => {
  assert.deepEqual(promised('{"souk":{"fr":"Le souk"}}', "kept=souk"), { souk: { fr: "Le souk" } });
});

test("the cookie remembers what the marker has lost", () => {
  assert.deepEqual(promised(null, "sessionid=1; kept=souk.old-town; theme=dark"), { souk: null, "old-town": null });
});

test("a cookie that somebody has garbled names nothing", () => {
  assert.deepEqual(promised("{", "kept=<b>.; unkept=souk"), {});
  assert.deepEqual(promised(null, ""), {});
});
