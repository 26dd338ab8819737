import assert from "node:assert/strict";
import { test } from "node:test";

import { filesOf, orphans } from "./taking.js";

const POINTER = {
  images: { base: "/images/" },
  basemap: { url: "/basemap/1.pmtiles", size_bytes: 900 },
};
const DOCUMENT = {
  images: {
    a: { files: [{ name: "a-480.webp", width: 480, bytes: 40 }, { name: "a-960.webp", width: 960, bytes: 90 }] },
    b: { files: [{ name: "b-300.webp", width: 300, bytes: 20 }] },
  },
};

test("images come in the width of a phone, narrow ones in their own", () => {
  const names = filesOf(POINTER, DOCUMENT).map(({ url }) => url);
  assert.deepEqual(names, ["/images/a-480.webp", "/images/b-300.webp", "/basemap/1.pmtiles"]);
});

test("without a basemap there is none to fetch", () => {
  assert.deepEqual(filesOf({ ...POINTER, basemap: null }, { images: {} }), []);
});

test("a file goes when no circuit needs it, neither here nor underway", () => {
  const all = ["/images/a-480.webp", "/basemap/1.pmtiles", "/images/old.webp", "/images/kept.webp"];
  const kept = [{ files: ["/images/kept.webp"] }];
  assert.deepEqual(orphans(all, kept, [{ pointer: POINTER, document: DOCUMENT }]), ["/images/old.webp"]);
  assert.deepEqual(orphans(all, kept, []), all.slice(0, 3));
});

test("a basemap that has begun to come stays, though the edition is not here yet", () => {
  assert.deepEqual(orphans(["/basemap/1.pmtiles"], [], [{ pointer: POINTER }]), []);
});
