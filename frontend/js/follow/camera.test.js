import assert from "node:assert/strict";
import { test } from "node:test";

import { destination, metresAPixel } from "../map/geometry.js";
import { zoomToSee } from "./camera.js";

const HERE = [-10.06, 28.99];
const PHONE = { widthPx: 360, heightPx: 280 };
const LOWERED = 0.2;

/** Return where on the map a stop is seen, in px from its middle, right and down. */
function seen(stop, awayM, direction, { bearing, lowered }, zoom) {
  const px = awayM / metresAPixel(zoom, HERE[1]);
  const angle = ((direction - bearing) * Math.PI) / 180;
  return [Math.sin(angle) * px, PHONE.heightPx * lowered - Math.cos(angle) * px];
}

test("a stop to which no way is known is on the map, whichever way the walker looks", () => {
  for (const bearing of [0, 45, 90, 200, 315]) {
    for (const direction of [0, 90, 135, 180, 271]) {
      for (const awayM of [60, 250, 3000]) {
        const stop = destination(HERE, awayM, direction);
        const aim = { position: HERE, bearing, lowered: LOWERED };
        const zoom = zoomToSee(stop, { ...aim, ...PHONE });
        const [right, down] = seen(stop, awayM, direction, aim, zoom);
        assert.ok(Math.abs(right) < PHONE.widthPx / 2 - 30, `${bearing} ${direction} ${awayM}: ${right}`);
        assert.ok(Math.abs(down) < PHONE.heightPx / 2 - 20, `${bearing} ${direction} ${awayM}: ${down}`);
      }
    }
  }
});

test("it is shown as near as it goes: half a step farther in and it would be gone", () => {
  const stop = destination(HERE, 250, 0);
  const aim = { position: HERE, bearing: 0, lowered: LOWERED };
  const [, down] = seen(stop, 250, 0, aim, zoomToSee(stop, { ...aim, ...PHONE }) + 0.5);
  assert.ok(down < 40 - PHONE.heightPx / 2);
});
