import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.addEventListener ??= () => {};
const { isApple } = await import("./install.js");

test("an iPhone and an iPad are told from a desk, whatever they call themselves", () => {
  const browser = (userAgent, maxTouchPoints = 0) => isApple({ userAgent, maxTouchPoints });
  assert.equal(browser("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)"), true);
  assert.equal(browser("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5), true);
  assert.equal(browser("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"), false);
  assert.equal(browser("Mozilla/5.0 (Linux; Android 14)", 5), false);
});
