import assert from "node:assert/strict";
import { test } from "node:test";

import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";

import { FACES } from "../../fonts.mjs";
import { BASEMAP, groundLayers, nameLayers } from "./ground.js";
import { fontFaces } from "./typefaces.js";

const PALETTE = new Proxy({}, { get: () => "#123456" });
const URLS = Object.fromEntries(FACES.map(({ file }) => [file, `https://example.org/${file}.woff2`]));
const MOST_LAYERS = 45;

function style(language = "fr") {
  return {
    version: 8,
    "font-faces": fontFaces(URLS),
    sources: { [BASEMAP]: { type: "vector", tiles: ["pmtiles://https://example.org/a/{z}/{x}/{y}"] } },
    layers: [...groundLayers(PALETTE), ...nameLayers(PALETTE, language)],
  };
}

test("the layers are a valid style in every language", () => {
  for (const language of ["ar", "fr", "en", "es", "zgh"]) {
    assert.deepEqual(validateStyleMin(style(language)).map(({ message }) => message), []);
  }
});

test("a weak phone has few layers to draw", () => {
  assert.ok(style().layers.length < MOST_LAYERS, `${style().layers.length} layers`);
});

test("every colour is one of the palette's", () => {
  const asked = new Set();
  const palette = new Proxy({}, { get: (_, name) => (asked.add(name), "#123456") });
  groundLayers(palette);
  nameLayers(palette, "fr");
  assert.ok(asked.size > 30);
  const written = JSON.stringify(style().layers).match(/#[0-9a-f]{3,8}|rgb/g);
  assert.deepEqual([...new Set(written)], ["#123456"]);
});

test("a letter of any of the five languages is in a declared font", () => {
  const covers = (runs, point) =>
    runs.some((run) => {
      const [first, last] = run.slice(2).split("-").map((hex) => Number.parseInt(hex, 16));
      return first <= point && point <= last;
    });
  for (const [family, faces] of Object.entries(fontFaces(URLS))) {
    for (const letter of "aéœñبﺑﻼⵣⴰṭʿ7") {
      const point = letter.codePointAt(0);
      assert.ok(faces.some((face) => covers(face["unicode-range"], point)), `${letter} in ${family}`);
    }
  }
});
