import assert from "node:assert/strict";
import { test } from "node:test";

import { labelLines } from "./lines.js";

const widthOf = (line) => line.length;

test("a short name stays on one line", () => {
  assert.deepEqual(labelLines("Souk Amhirich", 20, widthOf), ["Souk Amhirich"]);
});

test("a long name breaks into lines of about the same length", () => {
  const lines = labelLines("Pôle intégré de l'artisanat de Guelmim", 26, widthOf);
  assert.equal(lines.length, 2);
  assert.ok(Math.abs(lines[0].length - lines[1].length) < 8, lines.join(" / "));
});

test("no word is lost or cut", () => {
  const name = "Maison des enfants d'Abdine ould Birouk";
  assert.equal(labelLines(name, 20, widthOf).join(" "), name);
});

test("a word wider than a line keeps a line of its own", () => {
  assert.deepEqual(labelLines("Tigmi Inou-Tidradourine", 10, widthOf), ["Tigmi", "Inou-Tidradourine"]);
});

test("past three lines the rest is cut, and it shows", () => {
  const lines = labelLines("one two three four five six seven eight nine ten", 10, widthOf);
  assert.equal(lines.length, 3);
  assert.ok(lines[2].endsWith("…"));
});
