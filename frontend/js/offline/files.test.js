import assert from "node:assert/strict";
import { test } from "node:test";

import { piece, rangeOf, spansOf } from "./files.js";
import { PART_BYTES } from "./store.js";

test("a range is what its header asks for, no further than the file goes", () => {
  assert.deepEqual(rangeOf("bytes=0-99", 1000), [0, 99]);
  assert.deepEqual(rangeOf("bytes=900-", 1000), [900, 999]);
  assert.deepEqual(rangeOf("bytes=900-5000", 1000), [900, 999]);
  assert.deepEqual(rangeOf("bytes=-10", 1000), [990, 999]);
});

test("what cannot be understood gets the whole file", () => {
  for (const header of [null, "", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=9-3"]) {
    assert.equal(rangeOf(header, 1000), null);
  }
});

test("what begins after the end cannot be had", () => {
  assert.equal(rangeOf("bytes=1000-", 1000), "unsatisfiable");
  assert.equal(rangeOf("bytes=-0", 1000), "unsatisfiable");
});

test("a file comes in parts without a gap, and the last one is as long as what is left", () => {
  assert.deepEqual(spansOf(10, 4), [[0, 3], [4, 7], [8, 9]]);
  assert.deepEqual(spansOf(8, 4), [[0, 3], [4, 7]]);
  assert.deepEqual(spansOf(0, 4), []);
});

test("a piece is read across parts, and no other part is touched", async () => {
  const bytes = Uint8Array.from({ length: PART_BYTES * 3 + 17 }, (_, index) => index % 251);
  const read = [];
  const part = async (number) => {
    read.push(number);
    return bytes.slice(number * PART_BYTES, (number + 1) * PART_BYTES).buffer;
  };
  const [first, last] = [PART_BYTES - 5, PART_BYTES * 2 + 4];
  assert.deepEqual(await piece("a", first, last, part), bytes.slice(first, last + 1));
  assert.deepEqual(read, [0, 1, 2]);
  assert.deepEqual(await piece("a", PART_BYTES * 3 + 1, PART_BYTES * 3 + 16, part), bytes.slice(PART_BYTES * 3 + 1));
});
