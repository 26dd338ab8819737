import assert from "node:assert/strict";
import { test } from "node:test";

import { plainLetters } from "./letters.js";

const JOINER = "\u200d";

test("the four shapes of a letter are the letter with joiners where it is joined", () => {
  assert.equal(plainLetters("\ufe8f"), "ب");
  assert.equal(plainLetters("\ufe90"), `${JOINER}ب`);
  assert.equal(plainLetters("\ufe91"), `ب${JOINER}`);
  assert.equal(plainLetters("\ufe92"), `${JOINER}ب${JOINER}`);
});

test("a letter that joins on one side has two shapes", () => {
  assert.equal(plainLetters("\ufead"), "ر");
  assert.equal(plainLetters("\ufeae"), `${JOINER}ر`);
  assert.equal(plainLetters("\ufe80"), "ء");
});

test("neighbours in the table do not take each other's shapes", () => {
  assert.equal(plainLetters("\ufe95"), "ت"); // after the four of ب and the two of ة
  assert.equal(plainLetters("\ufef1"), "ي"); // after the two of ى
  assert.equal(plainLetters("\ufef4"), `${JOINER}ي${JOINER}`);
});

test("lam and alef stay together", () => {
  assert.equal(plainLetters("\ufefb"), "لا");
  assert.equal(plainLetters("\ufefc"), `${JOINER}لا`);
});

test("letters of other languages in Arabic script are known too", () => {
  assert.equal(plainLetters("\ufb94"), `گ${JOINER}`);
});

test("marks stay on their letter, before the joiner", () => {
  assert.equal(plainLetters("\ufe91\u064e"), `ب\u064e${JOINER}`);
  assert.equal(plainLetters("\ufe76"), "\u064e");
});

test("other writing is left as it is", () => {
  for (const text of ["é", "ب", "ⵣ", " ", "7"]) assert.equal(plainLetters(text), text);
});
