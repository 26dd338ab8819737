/**
 * Let the browser draw the Arabic letters of MapLibre's own labels.
 *
 * MapLibre joins Arabic letters by naming each shape with a code point of Unicode's presentation
 * forms, and then draws shape by shape. Few fonts of today hold those code points, ours do not. The
 * same shape is had by writing the plain letter with a joiner on each side it is joined on, which
 * every text engine understands.
 */

const JOINER = "\u200d";
const FORM = /[\ufb50-\ufdff\ufe70-\ufefc]/;
const MARK = /\p{M}/u;

/** Order in which Unicode lists the shapes of a letter: alone, last, first, in the middle. */
const JOINED = [
  { before: false, after: false },
  { before: true, after: false },
  { before: false, after: true },
  { before: true, after: true },
];

/**
 * Return a text with its presentation forms written as plain letters and joiners.
 *
 * @param {string} text one letter and its marks, as MapLibre draws them
 * @returns {string}
 */
export function plainLetters(text) {
  if (!FORM.test(text)) return text;
  const [form, ...rest] = text;
  const [letters, ...more] = [plain(form), ...rest.map(plain)];
  if (MARK.test(form)) return [letters, ...more].join("");
  const { before, after } = JOINED[place(form)] ?? JOINED[0];
  return `${before ? JOINER : ""}${letters}${more.join("")}${after ? JOINER : ""}`;
}

/**
 * Make a map draw its labels by `plainLetters`. MapLibre has no setting for it; this is the one
 * place where we reach into it, and a browser test looks at the letters.
 *
 * @param {import("maplibre-gl").Map} map whose style was just set
 */
export function drawPlainLetters(map) {
  const glyphs = map.style.glyphManager;
  const make = glyphs.createRasterizer;
  glyphs.createRasterizer = (...options) => {
    const rasterizer = make(...options);
    const draw = rasterizer.draw.bind(rasterizer);
    rasterizer.draw = (text) => draw(plainLetters(text));
    return rasterizer;
  };
}

function plain(form) {
  return FORM.test(form) ? form.normalize("NFKC").replace(/^ (?=\p{M})/u, "") : form;
}

/** Return which of the shapes of its letter a form is: they follow each other. */
function place(form) {
  const letter = plain(form);
  const code = form.codePointAt(0);
  let shape = 0;
  while (shape < 3 && plain(String.fromCodePoint(code - shape - 1)) === letter) shape += 1;
  return shape;
}
