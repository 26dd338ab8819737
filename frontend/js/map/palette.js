/**
 * Read the map's colours from the page's style sheet, so that light and dark are decided there.
 *
 * @typedef {Record<"paper" | "grain" | "graticule" | "ink" | "inkSoft" | "road" | "medallion"
 *   | "onMedallion" | "medallionPaper" | "site" | "halo" | "sample" | "area" | "cartouche" | "leg"
 *   | "stop" | "onStop" | "chosen" | "me", string>} Palette colours as MapLibre reads them
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
  "stop",
  "on-stop",
  "chosen",
  "me",
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
 * Call back when the page turns light or dark, by the system's choice or the reader's.
 *
 * @param {() => void} callback
 */
export function onSchemeChange(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, { attributeFilter: ["data-theme"] });
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
