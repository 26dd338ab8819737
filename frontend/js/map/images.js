/**
 * Draw the map's images: medallions, labels, counts, patterns.
 *
 * Labels are drawn by the browser's own text engine, in the page's fonts, and handed to the map as
 * images. So Arabic is joined and placed as everywhere else on the page, and no glyph server is
 * asked. An image is named by what it shows, and drawn when a tile first needs it.
 */

import { labelLines } from "./lines.js";
import { FIELD, sign } from "./signs.js";

const MARKER_PX = 42; // a thumb wants 44 with the air around it
const PART = "\u001f"; // in an image's name, between its parts

/** Type of each kind of label: CSS font, line height and widest line in px, colour of the palette. */
const LABELS = {
  place: { font: '500 12.5px "Readex Pro"', leading: 16, width: 128, colour: "ink" },
  main: { font: '600 13.5px "Readex Pro"', leading: 17, width: 148, colour: "ink" },
  town: { font: '600 17px "El Messiri"', leading: 21, width: 170, colour: "ink" },
  ground: { font: '600 30px "El Messiri"', leading: 38, width: 400, colour: "inkSoft" },
  road: { font: '500 12px "Readex Pro"', leading: 14, width: 220, colour: "inkSoft" },
  area: { font: '500 12.5px "Readex Pro"', leading: 17, width: 210, colour: "ink" },
};
const PLAIN = new Set(["area", "ground"]); // need no outline to be read
const LEG_COLOURS = { foot: "leg", wheelchair: "legWheelchair", car: "legCar" };
const NOTE = { font: '400 11px "Readex Pro"', leading: 14 };
const KINDS = new Set([
  "paper",
  "hatch",
  "arrow",
  "beam",
  "lozenge",
  "medallion",
  "ring",
  "count",
  "stop",
  "label",
  "sign",
  "texture",
]);
const FALLBACK_FONTS = '"Noto Sans Tifinagh", system-ui, sans-serif';

/**
 * Return the MapLibre expression that names an image by its kind and properties of the feature.
 *
 * @param {string} kind
 * @param {...(string | unknown[])} parts texts or expressions
 * @returns {unknown[]}
 */
export function imageName(kind, ...parts) {
  return ["concat", kind, ...parts.flatMap((part) => [PART, part])];
}

export class Artist {
  /**
   * @param {import("./palette.js").Palette} palette
   * @param {Map<string, HTMLImageElement>} drawings illustrations by category
   * @param {object} options
   * @param {boolean} options.rightToLeft direction of the page
   * @param {number} options.pixelRatio
   */
  constructor(palette, drawings, { rightToLeft, pixelRatio }) {
    this.palette = palette;
    this.drawings = drawings;
    this.direction = rightToLeft ? "rtl" : "ltr";
    this.pixelRatio = Math.min(3, Math.max(1, pixelRatio));
  }

  /**
   * Return the image of a name, or null for a name that is not ours.
   *
   * @param {string} name
   * @returns {ImageData | null} at `pixelRatio`
   */
  draw(name) {
    const [kind, ...parts] = name.split(PART);
    return KINDS.has(kind) ? this[`_${kind}`](...parts) : null;
  }

  /** The ground: a field of tiny lozenges, as woven into a rug, hardly there. */
  _paper() {
    return this._sheet(96, 96, (brush) => {
      brush.strokeStyle = this.palette.grain;
      brush.lineWidth = 1;
      for (const [x, y] of [[24, 24], [72, 72]]) lozengePath(brush, x, y, 7);
      brush.stroke();
      brush.beginPath();
      brush.fillStyle = this.palette.grain;
      for (const [x, y] of [[72, 24], [24, 72]]) lozengePath(brush, x, y, 2.2);
      for (const [x, y] of [[24, 24], [72, 72]]) lozengePath(brush, x, y, 2.2);
      brush.fill();
    });
  }

  /** What is not surveyed: hatching. */
  _hatch() {
    const size = 12;
    return this._sheet(size, size, (brush) => {
      brush.strokeStyle = this.palette.area;
      brush.globalAlpha = 0.55;
      brush.lineWidth = 1.1;
      for (const shift of [-size, 0, size]) {
        brush.moveTo(shift - 2, size + 2);
        brush.lineTo(shift + size + 2, -2);
      }
      brush.stroke();
    });
  }

  /** The direction of a leg: a chevron as light as the line's edge, on the line. */
  _arrow(manner, mode) {
    const loose = manner === "approximate"; // its line is thin and broken: the arrow fills it
    return this._sheet(18, 18, (brush) => {
      brush.lineJoin = "round";
      brush.lineCap = "round";
      if (loose) {
        for (const [x, y] of [[4, 3.5], [15, 9], [4, 14.5], [7, 9]]) brush.lineTo(x, y);
        brush.closePath();
        brush.strokeStyle = this.palette.legCase;
        brush.lineWidth = 3;
        brush.stroke();
        brush.fillStyle = this.palette[LEG_COLOURS[mode] ?? "leg"];
        brush.fill();
        return;
      }
      for (const [x, y] of [[6.6, 5.4], [10.8, 9], [6.6, 12.6]]) brush.lineTo(x, y);
      brush.strokeStyle = this.palette.legCase;
      brush.lineWidth = 2.2;
      brush.stroke();
    });
  }

  /** Where somebody is headed: a beam of light from the middle of the image to its top. */
  _beam() {
    return this._sheet(88, 88, (brush) => {
      const light = brush.createRadialGradient(44, 44, 6, 44, 44, 42);
      const [red, green, blue] = this.palette.me.match(/[\d.]+/g);
      light.addColorStop(0, `rgba(${red},${green},${blue},0.85)`);
      light.addColorStop(1, `rgba(${red},${green},${blue},0)`);
      brush.fillStyle = light;
      brush.beginPath();
      brush.moveTo(44, 44);
      brush.arc(44, 44, 42, (-125 * Math.PI) / 180, (-55 * Math.PI) / 180);
      brush.fill();
    });
  }

  /** A sign of the basemap, with air around it. */
  _sign(kind) {
    const { path, colour } = sign(kind);
    const shape = new Path2D(path);
    return this._sheet(FIELD + 4, FIELD + 4, (brush) => {
      brush.translate(2, 2);
      brush.lineJoin = "round";
      brush.lineWidth = 3;
      brush.strokeStyle = this.palette.nameHalo;
      brush.stroke(shape);
      brush.fillStyle = this.palette[colour];
      brush.fill(shape, "evenodd");
    });
  }

  /** What grows or lies on an area. */
  _texture(kind) {
    const size = kind === "grains" ? 40 : 56;
    return this._sheet(size, size, (brush) => {
      brush.globalAlpha = 0.4;
      if (kind === "grains") {
        brush.fillStyle = this.palette.path;
        for (const [x, y] of [[5, 8], [18, 3], [31, 12], [11, 22], [26, 27], [37, 33], [6, 36], [20, 15]]) {
          brush.beginPath();
          brush.arc(x, y, 0.7, 0, 2 * Math.PI);
          brush.fill();
        }
        return;
      }
      if (kind === "graves") {
        brush.strokeStyle = this.palette.palm;
        for (const [x, y] of [[12, 14], [40, 10], [26, 30], [9, 44], [46, 42]]) {
          brush.moveTo(x - 3, y + 4);
          brush.lineTo(x - 3, y);
          brush.arc(x, y, 3, Math.PI, 2 * Math.PI);
          brush.lineTo(x + 3, y + 4);
        }
        brush.stroke();
        return;
      }
      const shape = new Path2D(sign(kind === "palms" ? "palm" : "tree").path);
      brush.fillStyle = this.palette.palm;
      for (const [x, y, scale] of [[4, 5, 0.85], [32, 13, 0.7], [15, 33, 0.75], [40, 38, 0.85]]) {
        brush.save();
        brush.translate(x, y);
        brush.scale(scale, scale);
        brush.fill(shape, "evenodd");
        brush.restore();
      }
    });
  }

  /** A town. */
  _lozenge() {
    return this._sheet(22, 22, (brush) => {
      lozengePath(brush, 11, 11, 9);
      brush.fillStyle = this.palette.paper;
      brush.fill();
      brush.lineWidth = 1.6;
      brush.strokeStyle = this.palette.ink;
      brush.stroke();
      brush.beginPath();
      lozengePath(brush, 11, 11, 4.4);
      brush.fillStyle = this.palette.stop;
      brush.fill();
    });
  }

  /**
   * A place: the drawing of its category in an indigo medallion. Where the spot is approximate the
   * medallion is a thin ring and the drawing pale; a sample's ring is broken.
   */
  _medallion(category, manner) {
    return this._sheet(MARKER_PX + 4, MARKER_PX + 4, (brush, size) => {
      const centre = size / 2;
      const radius = MARKER_PX / 2 - 1;
      const sure = manner === "solid";
      disc(brush, centre, radius);
      brush.fillStyle = sure ? this.palette.medallion : this.palette.medallionPaper;
      brush.fill();
      if (sure) {
        brush.lineWidth = 1.5;
        brush.strokeStyle = this.palette.paper;
        brush.stroke();
        disc(brush, centre, radius - 3.5);
        brush.fillStyle = this.palette.medallionPaper;
        brush.fill();
      } else {
        disc(brush, centre, radius - 1.2);
        brush.lineWidth = 2.2;
        brush.setLineDash(manner === "sample" ? [4.2, 3.4] : []);
        brush.strokeStyle = manner === "sample" ? this.palette.sample : this.palette.medallion;
        brush.stroke();
        brush.setLineDash([]);
      }
      const drawing = this.drawings.get(category);
      if (!drawing) return;
      const side = 2 * (radius - 5);
      disc(brush, centre, radius - 4);
      brush.clip();
      brush.globalAlpha = sure ? 1 : 0.72;
      brush.drawImage(drawing, centre - side / 2, centre - side / 2, side, side);
    });
  }

  /** The ring around the place that is chosen. */
  _ring() {
    return this._sheet(60, 60, (brush) => {
      disc(brush, 30, 25.5);
      brush.lineWidth = 6;
      brush.strokeStyle = this.palette.paper;
      brush.stroke();
      brush.lineWidth = 3.5;
      brush.strokeStyle = this.palette.chosen;
      brush.stroke();
    });
  }

  /** Several places in one spot. */
  _count(number) {
    const radius = 17 + 3 * String(number).length;
    return this._sheet(2 * radius + 4, 2 * radius + 4, (brush, size) => {
      const centre = size / 2;
      disc(brush, centre, radius);
      brush.fillStyle = this.palette.paper;
      brush.fill();
      disc(brush, centre, radius - 1);
      brush.lineWidth = 1.5;
      brush.strokeStyle = this.palette.medallion;
      brush.stroke();
      disc(brush, centre, radius - 4);
      brush.fillStyle = this.palette.medallion;
      brush.fill();
      this._write(brush, number, centre, centre, '600 15px "Readex Pro"', this.palette.onMedallion);
    });
  }

  /** A stop of a circuit; a hollow one stands at an approximate or sample spot. */
  _stop(order, manner) {
    const font = '600 15px "Readex Pro"';
    const inner = Math.max(29, measure(`${font}, ${FALLBACK_FONTS}`).measureText(order).width + 16);
    const [width, height] = [inner + 9, 38];
    return this._sheet(width, height, (brush) => {
      brush.roundRect(2, 2, width - 4, height - 4, 17);
      brush.fillStyle = this.palette.paper;
      brush.fill();
      brush.beginPath();
      brush.roundRect(4.5, 4.5, inner, 29, 14.5);
      if (manner === "solid") {
        brush.fillStyle = this.palette.stop;
        brush.fill();
      } else {
        brush.setLineDash(manner === "sample" ? [4, 3] : []);
        brush.lineWidth = 2.4;
        brush.strokeStyle = this.palette.stop;
        brush.stroke();
      }
      const colour = manner === "solid" ? this.palette.onStop : this.palette.stop;
      this._write(brush, order, width / 2, height / 2, font, colour);
    });
  }

  /** A name, with a smaller note under it; the caption of an area is written on a cartouche. */
  _label(kind, text, note = "") {
    const type = LABELS[kind];
    const font = `${type.font}, ${FALLBACK_FONTS}`;
    const noteFont = `${NOTE.font}, ${FALLBACK_FONTS}`;
    const measured = measure(font);
    const lines = labelLines(text, type.width, (line) => measured.measureText(line).width)
      .map((line) => ({ line, font, leading: type.leading, colour: this.palette[type.colour] }));
    if (note) {
      lines.push({ line: note, font: noteFont, leading: NOTE.leading, colour: this.palette.inkSoft });
    }
    const widths = lines.map((each) => measure(each.font).measureText(each.line).width);
    const [padX, padY] = kind === "area" ? [12, 8] : [4, 3];
    const width = Math.ceil(Math.max(...widths)) + 2 * padX;
    const height = lines.reduce((sum, each) => sum + each.leading, 0) + 2 * padY;
    return this._sheet(width, height, (brush) => {
      if (kind === "area") this._cartouche(brush, width, height);
      let top = padY;
      for (const each of lines) {
        this._outlined(brush, each, width / 2, top + each.leading / 2, !PLAIN.has(kind));
        top += each.leading;
      }
    });
  }

  _cartouche(brush, width, height) {
    brush.roundRect(1, 1, width - 2, height - 2, 6);
    brush.fillStyle = this.palette.cartouche;
    brush.fill();
    brush.setLineDash([5, 3]);
    brush.lineWidth = 1.4;
    brush.strokeStyle = this.palette.area;
    brush.stroke();
    brush.setLineDash([]);
  }

  _outlined(brush, { line, font, colour }, x, y, outlined) {
    brush.font = font;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.direction = this.direction;
    if (outlined) {
      brush.lineJoin = "round";
      brush.lineWidth = 3.6;
      brush.strokeStyle = this.palette.paper;
      brush.strokeText(line, x, y);
    }
    brush.fillStyle = colour;
    brush.fillText(line, x, y);
  }

  _write(brush, text, x, y, font, colour) {
    brush.font = `${font}, ${FALLBACK_FONTS}`;
    brush.textAlign = "center";
    brush.textBaseline = "alphabetic";
    brush.fillStyle = colour;
    const { actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = brush.measureText(text);
    brush.fillText(text, x, y + (ascent - descent) / 2);
  }

  _sheet(width, height, paint) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * this.pixelRatio);
    canvas.height = Math.ceil(height * this.pixelRatio);
    const brush = canvas.getContext("2d");
    brush.scale(canvas.width / width, canvas.height / height);
    brush.beginPath();
    paint(brush, width);
    return brush.getImageData(0, 0, canvas.width, canvas.height);
  }
}

/**
 * Wait until the fonts of the labels are there, so that none is drawn in another.
 *
 * @param {string} letters that the labels are written with
 * @returns {Promise<void>}
 */
export async function fontsReady(letters) {
  const faces = [...new Set([...Object.values(LABELS), NOTE].map(({ font }) => font))];
  await Promise.allSettled(faces.map((font) => document.fonts.load(font, letters)));
}

/** The sheets that were fetched: a map is drawn again in other colours also where there is no network. */
const sheets = new Map();

async function sheetOf(url) {
  if (!sheets.has(url)) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} for ${url}`);
    sheets.set(url, await response.text());
  }
  return sheets.get(url);
}

/**
 * Fetch the illustrations of categories from the site's sheet of symbols, in the page's colours.
 *
 * @param {string} url of the sheet
 * @param {string[]} categories
 * @param {HTMLElement} element whose custom properties colour the drawings
 * @returns {Promise<Map<string, HTMLImageElement>>} those that there are; none where the sheet fails
 */
export async function readDrawings(url, categories, element) {
  try {
    const sheet = new DOMParser().parseFromString(await sheetOf(url), "image/svg+xml");
    const styles = getComputedStyle(element);
    const images = await Promise.all(
      categories.map(async (category) => {
        const symbol = sheet.getElementById(`places-${category}`);
        return symbol && [category, await picture(symbol, styles)];
      }),
    );
    return new Map(images.filter(Boolean));
  } catch {
    return new Map(); // medallions then stay empty; the list and the labels say what is what
  }
}

async function picture(symbol, styles) {
  const drawing = symbol.outerHTML
    .replace(/^<symbol/, '<svg width="192" height="192"')
    .replace(/<\/symbol>$/, "</svg>")
    .replace(
      /var\((--[\w-]+)(?:,\s*([^)]+))?\)/g,
      (_all, name, fallback) => styles.getPropertyValue(name).trim() || fallback,
    );
  const image = new Image(192, 192);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  await image.decode();
  return image;
}

const measures = new Map();

function measure(font) {
  if (!measures.has(font)) {
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = font;
    measures.set(font, brush);
  }
  return measures.get(font);
}

function disc(brush, centre, radius) {
  brush.beginPath();
  brush.arc(centre, centre, radius, 0, 2 * Math.PI);
}

function lozengePath(brush, x, y, reach) {
  brush.moveTo(x, y - reach);
  brush.lineTo(x + reach, y);
  brush.lineTo(x, y + reach);
  brush.lineTo(x - reach, y);
  brush.closePath();
}
