import assert from "node:assert/strict";
import { test } from "node:test";

import { scaleBar } from "./scale.js";

test("the bar shows a round length and is no wider than its room", () => {
  for (let exponent = -2; exponent < 4; exponent += 0.13) {
    const { lengthM, widthPx } = scaleBar(10 ** exponent, 100);
    assert.ok(widthPx <= 100 && widthPx > 39, `${widthPx}`);
    assert.match(String(Number(lengthM.toPrecision(6))).replace(/[.0]/g, ""), /^[125]$/);
  }
});

test("at ten metres a pixel 100 pixels show a kilometre", () => {
  assert.deepEqual(scaleBar(10, 100), { lengthM: 1000, widthPx: 100 });
});
