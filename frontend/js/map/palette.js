/**
 * Read the map's colours from the page's style sheet, so that light and dark are decided there.
 *
 * @typedef {Record<string, string>} Palette colours as MapLibre reads them, by the name of their
 *   custom property in camel case: `--map-ink-soft` is `inkSoft`
 */

const NAMES = [
  "paper",
  "grain",
  "graticule",
  "ink",
  "ink-soft",
  "road",
  "medallion",
  "on-medallion",
  "medallion-paper",
  "site",
  "halo",
  "sample",
  "area",
  "cartouche",
  "leg",
  "leg-wheelchair",
  "leg-car",
  "leg-case",
  "stop",
  "on-stop",
  "chosen",
  "me",
  "earth",
  "quarter",
  "sand",
  "rock",
  "field",
  "park",
  "grove",
  "palm",
  "grave",
  "works",
  "water",
  "shore",
  "block",
  "block-edge",
  "block-shade",
  "sacred",
  "market",
  "public",
  "street",
  "street-edge",
  "alley",
  "artery",
  "artery-edge",
  "path",
  "stair",
  "cover",
  "square",
  "rail",
  "wall",
  "fence",
  "name",
  "name-soft",
  "name-halo",
  "name-water",
  "name-park",
  "sign",
];

/**
 * Return the colours set on an element by the custom properties `--map-paper` and so on.
 *
 * @param {HTMLElement} element
 * @returns {Palette}
 */
export function readPalette(element) {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--map-${name})`;
    return [camel(name), plain(getComputedStyle(probe).color)];
  });
  probe.remove();
  return Object.fromEntries(colours);
}

/**
 * Call back when the page turns light or dark or changes its contrast, by the system's choice or the
 * reader's.
 *
 * @param {() => void} callback
 */
export function onSchemeChange(callback) {
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", callback);
  }
  const attributes = { attributeFilter: ["data-theme", "data-contrast"] };
  new MutationObserver(callback).observe(document.documentElement, attributes);
}

/** Return a colour as rgb(): style sheets may mix and convert, MapLibre reads only the old forms. */
function plain(colour) {
  if (colour.startsWith("rgb")) return colour;
  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${alpha / 255})`;
}

function camel(name) {
  return name.replace(/-(\w)/g, (_dash, letter) => letter.toUpperCase());
}
