import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { isGenuine, withoutName } from "./genuine.js";

const CONTENT = '{"artisans":{},"format":1,"legs":[{"lon":29.0}],"stops":[{"note":"مرحبا"}]}';
const HASH = createHash("sha256").update(CONTENT).digest("hex").slice(0, 16);
const TEXT =
  `{"artisans":{},"format":1,"hash":"${HASH}","legs":[{"lon":29.0}],` +
  '"published_at":"2026-11-28T09:15+01:00","stops":[{"note":"مرحبا"}],"version":3}';

test("the name of an edition is a digest of the text without it", () => {
  assert.equal(withoutName(TEXT), CONTENT);
});

test("a text without added keys stays as it is", () => {
  assert.equal(withoutName(CONTENT), CONTENT);
});

test("what was published is genuine, and nothing else is", async () => {
  const promised = { hash: HASH, size_bytes: Buffer.byteLength(TEXT) };
  assert.equal(await isGenuine(TEXT, promised), true);
  assert.equal(await isGenuine(TEXT.replace("29.0", "29.1"), promised), false);
  assert.equal(await isGenuine(TEXT, { ...promised, hash: "0123456789abcdef" }), false);
  assert.equal(await isGenuine(TEXT.slice(0, -5), promised), false);
  assert.equal(await isGenuine("<html>Sign in to the hotel</html>", promised), false);
});
