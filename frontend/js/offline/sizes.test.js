import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../map/words.js";
import { dateInWords, sizeInWords } from "./sizes.js";

const words = new Words({ megabytes: "%(number)s Mo", kilobytes: "%(number)s ko", decimal_mark: "," }, "fr");

test("sizes are said as people say them", () => {
  const said = [120, 41_000, 949_000, 950_000, 2_440_000, 12_300_000].map((bytes) => sizeInWords(bytes, words));
  assert.deepEqual(said, ["1 ko", "41 ko", "949 ko", "0,9 Mo", "2,4 Mo", "12 Mo"]);
});

test("a day is the same day wherever the phone is", () => {
  assert.equal(dateInWords("2027-01-08", "fr"), "8 janvier 2027");
});
