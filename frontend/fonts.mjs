/**
 * The site's typefaces: which characters each file holds, and where it is declared.
 *
 * El Messiri draws headings and Readex Pro the text; both were drawn for Arabic and Latin together,
 * so a French and an Arabic page look like one family. A browser fetches a file only when a page
 * shows one of its characters. All are under the SIL Open Font License 1.1.
 *
 * @typedef {object} Face
 * @property {string} family name in CSS
 * @property {string} file name in static/fonts/, without its extension
 * @property {string} source file of the package it is cut from
 * @property {Array<[number, number]>} ranges first and last code point of each run kept
 * @property {string} weight CSS font-weight, one or a range
 */

const LATIN = [
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x152, 0x153],
  [0x178, 0x178],
  [0x2009, 0x2009],
  [0x2013, 0x2014],
  [0x2018, 0x201a],
  [0x201c, 0x201e],
  [0x2022, 0x2022],
  [0x2026, 0x2026],
  [0x202f, 0x202f],
  [0x2032, 0x2033],
  [0x2039, 0x203a],
  [0x20ac, 0x20ac],
];

/** Letters of other languages, and those that Tamazight and Arabic take in Latin script: ḍ ḥ ṣ ṭ ẓ. */
const LATIN_MORE = [
  [0x100, 0x151],
  [0x154, 0x177],
  [0x179, 0x24f],
  [0x2bb, 0x2bf],
  [0x1e00, 0x1eff],
];

const ARABIC = [
  [0x600, 0x6ff],
  [0x200c, 0x200d],
];

/** The letters of the word ⵜⴰⵎⴰⵣⵉⵖⵜ, which every page shows in its list of languages. */
const TAMAZIGHT = [...new Set("ⵜⴰⵎⴰⵣⵉⵖⵜ")]
  .map((letter) => letter.codePointAt(0))
  .sort((a, b) => a - b)
  .map((point) => [point, point]);

/** The letters of العربيّة, for pages that show no other word in Arabic. */
const ARABIC_NAME = [...new Set("العربيّة")]
  .map((letter) => letter.codePointAt(0))
  .sort((a, b) => a - b)
  .map((point) => [point, point]);

/** Every other Tifinagh letter, in the runs between those. */
const TIFINAGH = TAMAZIGHT.map(([point], index) => [
  index === 0 ? 0x2d30 : TAMAZIGHT[index - 1][0] + 1,
  point - 1,
])
  .concat([[TAMAZIGHT.at(-1)[0] + 1, 0x2d7f]])
  .filter(([first, last]) => first <= last);

const readex = (script) => `@fontsource-variable/readex-pro/files/readex-pro-${script}-wght-normal.woff2`;
const messiri = (script) => `@fontsource/el-messiri/files/el-messiri-${script}-600-normal.woff2`;
const tifinagh = "@fontsource/noto-sans-tifinagh/files/noto-sans-tifinagh-tifinagh-400-normal.woff2";

/** @type {Face[]} */
export const FACES = [
  { family: "Readex Pro", file: "readex-latin", source: readex("latin"), ranges: LATIN, weight: "400 700" },
  { family: "Readex Pro", file: "readex-latin-more", source: readex("latin-ext"), ranges: LATIN_MORE, weight: "400 700" },
  { family: "Readex Pro", file: "readex-arabic", source: readex("arabic"), ranges: ARABIC, weight: "400 700" },
  { family: "Language Names", file: "arabic-name", source: readex("arabic"), ranges: ARABIC_NAME, weight: "400 700" },
  { family: "El Messiri", file: "messiri-latin", source: messiri("latin"), ranges: LATIN, weight: "600" },
  { family: "El Messiri", file: "messiri-arabic", source: messiri("arabic"), ranges: ARABIC, weight: "600" },
  { family: "Noto Sans Tifinagh", file: "tamazight", source: tifinagh, ranges: TAMAZIGHT, weight: "400" },
  { family: "Noto Sans Tifinagh", file: "tifinagh", source: tifinagh, ranges: TIFINAGH, weight: "400" },
];

/**
 * Spaces are in every file, though browsers take them from the Latin one: in print, a space belongs
 * to the font of the word before it.
 */
const SPACES = " \u00a0\u202f";

/**
 * Return the characters of a face as one string.
 *
 * @param {Face} face
 * @returns {string}
 */
export function characters(face) {
  const points = face.ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
  return SPACES + String.fromCodePoint(...points);
}

/**
 * Return the @font-face rule of a face, for a style sheet beside the fonts folder.
 *
 * @param {Face} face
 * @returns {string}
 */
export function rule(face) {
  const hex = (point) => point.toString(16);
  const range = face.ranges.map(([first, last]) =>
    first === last ? `U+${hex(first)}` : `U+${hex(first)}-${hex(last)}`,
  );
  return (
    `@font-face{font-family:"${face.family}";font-weight:${face.weight};font-display:swap;` +
    `src:url("./fonts/${face.file}.woff2") format("woff2");unicode-range:${range.join(",")}}`
  );
}
