/**
 * Declare to MapLibre the font files that the page has anyway, each for the letters it holds. One is
 * fetched when the first label with such a letter is drawn.
 */

import { FACES } from "../../fonts.mjs";

/** Families by their name on the map; letters that are not in the first file are in a later one. */
const FAMILIES = {
  text: ["Readex Pro", "Noto Sans Tifinagh"],
  display: ["El Messiri", "Readex Pro", "Noto Sans Tifinagh"],
};

/** Shapes of Arabic letters, by which MapLibre asks: `letters.js` turns them into letters. */
const SHAPES = ["U+fb50-fdff", "U+fe70-fefc"];

/**
 * Return the `font-faces` of a style.
 *
 * @param {Record<string, string>} urls of the files in static/fonts/, by name
 * @returns {import("@maplibre/maplibre-gl-style-spec").FontFacesSpecification}
 */
export function fontFaces(urls) {
  return Object.fromEntries(
    Object.entries(FAMILIES).map(([name, families]) => [
      name,
      families
        .flatMap((family) => FACES.filter((face) => face.family === family))
        .filter(({ file }) => urls[file])
        .map(({ file, ranges }) => ({ url: urls[file], "unicode-range": runs(ranges) })),
    ]),
  );
}

function runs(ranges) {
  const hex = (point) => point.toString(16);
  const written = ranges.map(([first, last]) => `U+${hex(first)}-${hex(last)}`);
  const isArabic = ranges.some(([first, last]) => first <= 0x628 && last >= 0x628);
  return isArabic ? [...written, ...SHAPES] : written;
}
