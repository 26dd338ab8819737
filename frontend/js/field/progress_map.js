/**
 * The survey as a map without tiles: where the places are and how well each position is known, by shape
 * as well as by colour. It needs nothing but the list on this phone.
 */

import { Plane } from "../follow/plane.js";
import { draw } from "./sketch.js";
import { nameOf, stateOf, toSurvey } from "./places.js";

const WIDTH = 320;
const HEIGHT = 400;
const EDGE = 24;
const NAMED_AT_MOST = 12;
const LETTER = 6; // about as wide as that
const CLOSEST_M = 60; // half of the width
const FARTHEST_M = 120_000;
const FIRST_SHARE = 0.6; // of the places, the nearest to the middle: the town, without what lies far around

export class ProgressMap {
  /**
   * @param {HTMLElement} element a `[data-progress-map]`
   * @param {object} options
   * @param {string} options.language
   * @param {import("../map/words.js").Words} options.words
   */
  constructor(element, { language, words }) {
    Object.assign(this, { element, language, words });
    this.places = [];
    this.here = null;
    this.view = null;
    this.canvas = element.querySelector("[data-progress-canvas]");
    element.querySelector("[data-closer]").addEventListener("click", () => this.zoom(0.5));
    element.querySelector("[data-farther]").addEventListener("click", () => this.zoom(2));
    this.letDrag();
  }

  /** @param {import("./places.js").Place[]} places @param {[number, number] | null} here */
  show(places, here) {
    this.all = new Map(places.map((place) => [place.slug, place]));
    this.places = toSurvey(places);
    this.here = here;
    const points = this.places.filter(({ point }) => point).map(({ point }) => point);
    if (!points.length && !here) return this.canvas.replaceChildren();
    if (!this.view) this.look(points.length ? points : [here]);
    this.draw();
  }

  /** Look at where most places are. */
  look(points) {
    const middle = [0, 1].map((axis) => points.map((point) => point[axis]).sort((a, b) => a - b)[points.length >> 1]);
    this.plane = new Plane(middle);
    const away = points.map((point) => Math.hypot(...this.plane.point(point))).sort((a, b) => a - b);
    const halfM = away[Math.floor((away.length - 1) * FIRST_SHARE)] || 500;
    this.view = { eastM: 0, northM: 0, halfM: Math.max(CLOSEST_M * 4, halfM * 1.1) };
  }

  zoom(factor) {
    if (!this.view) return;
    this.view.halfM = Math.min(FARTHEST_M, Math.max(CLOSEST_M, this.view.halfM * factor));
    this.draw();
  }

  letDrag() {
    let from = null;
    this.canvas.addEventListener("pointerdown", ({ clientX, clientY }) => (from = this.view && { clientX, clientY, ...this.view }));
    addEventListener("pointerup", () => (from = null));
    this.canvas.addEventListener("pointermove", ({ clientX, clientY, buttons }) => {
      if (!from || !buttons) return;
      const perPx = (2 * this.view.halfM) / this.canvas.clientWidth;
      this.view.eastM = from.eastM - (clientX - from.clientX) * perPx;
      this.view.northM = from.northM + (clientY - from.clientY) * perPx;
      this.draw();
    });
  }

  at(position) {
    const [eastM, northM] = this.plane.point(position);
    const scale = WIDTH / 2 / this.view.halfM;
    return [WIDTH / 2 + (eastM - this.view.eastM) * scale, HEIGHT / 2 - (northM - this.view.northM) * scale];
  }

  draw() {
    const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "field-map__drawing" });
    const isSeen = ([x, y]) => x > -EDGE && x < WIDTH + EDGE && y > -EDGE && y < HEIGHT + EDGE;
    const scale = WIDTH / 2 / this.view.halfM;
    const seen = this.places
      .filter(({ point }) => point)
      .map((place) => ({ place, at: this.at(place.point) }))
      .filter(({ at }) => isSeen(at));
    for (const { place, at: [cx, cy] } of seen) {
      if (stateOf(place) !== "approximate" || !place.accuracy_m) continue;
      svg.append(draw("circle", { class: "field-map__halo", cx, cy, r: Math.max(8, place.accuracy_m * scale) }));
    }
    const named = new Named();
    for (const { place, at } of seen) {
      svg.append(this.mark(place, at, seen.length <= NAMED_AT_MOST && named.hasRoom(nameOf(place, this.language), at)));
    }
    for (const [area, number] of this.unlocatedByArea()) {
      const at = area.point && this.at(area.point);
      if (at && isSeen(at)) svg.append(this.areaMark(area, number, at));
    }
    if (this.here) {
      const [cx, cy] = this.at(this.here);
      svg.append(draw("circle", { class: "field-map__here", cx, cy, r: 7 }, draw("title", {}, this.words.say("you"))));
    }
    svg.append(...this.scaleBar());
    this.canvas.replaceChildren(svg);
  }

  mark(place, [x, y], isNamed) {
    const state = stateOf(place);
    const name = nameOf(place, this.language);
    const link = draw("a", { href: `#place/${place.slug}`, class: `field-map__place field-map__place--${state}`, "aria-label": `${name}: ${this.words.say(`quality_${place.quality}`)}` });
    link.append(draw("circle", { class: "field-map__finger", cx: x, cy: y, r: 14 }), markOf(state, x, y));
    if (isNamed) link.append(draw("text", { x, y: y - 10, "text-anchor": "middle" }, name));
    return link;
  }

  areaMark(area, number, [x, y]) {
    const said = this.words.say("somewhere_in", { place: nameOf(area, this.language), number });
    const link = draw("a", { href: "#list", class: "field-map__place field-map__place--unlocated", "aria-label": said });
    link.append(draw("path", { d: `M${x} ${y - 16}l16 16l-16 16l-16 -16z` }), draw("text", { x, y: y + 5, "text-anchor": "middle", class: "field-map__number" }, String(number)));
    return link;
  }

  /** Return how many places lie somewhere in an area, for each area that is known. */
  unlocatedByArea() {
    const counts = new Map();
    for (const place of this.places.filter(({ point }) => !point)) {
      let area = this.all.get(place.inside);
      while (area && !area.point) area = this.all.get(area.inside);
      if (area) counts.set(area, (counts.get(area) ?? 0) + 1);
    }
    return counts;
  }

  scaleBar() {
    const aboutM = this.view.halfM / 2;
    const power = 10 ** Math.floor(Math.log10(aboutM));
    const lengthM = [5, 2, 1].map((step) => step * power).find((length) => length <= aboutM);
    const width = (lengthM * WIDTH) / 2 / this.view.halfM;
    const [x, y] = [12, HEIGHT - 14];
    return [
      draw("path", { class: "field-map__scale", d: `M${x} ${y - 5}v5h${width}v-5` }),
      draw("text", { x: x + width / 2, y: y - 8, "text-anchor": "middle", class: "field-map__length" }, this.words.roundLength(lengthM)),
    ];
  }
}

/** Where names stand already, so that none is written over another. */
class Named {
  constructor() {
    this.boxes = [];
  }

  /** Take the room of a name over a mark, if there is any. */
  hasRoom(name, [x, y]) {
    const half = (name.length * LETTER) / 2;
    const box = [x - half, y - 22, x + half, y - 8];
    const isFree = this.boxes.every(([left, top, right, bottom]) => box[0] > right || box[2] < left || box[1] > bottom || box[3] < top);
    if (isFree) this.boxes.push(box);
    return isFree;
  }
}

/** Return the mark of a state: a ring, a square, a dot with a tick; shapes, for who sees no colours. */
export function markOf(state, x, y) {
  if (state === "published") return draw("rect", { x: x - 6, y: y - 6, width: 12, height: 12 });
  if (state === "unlocated") return draw("path", { d: `M${x} ${y - 9}l9 9l-9 9l-9 -9z` });
  if (state === "approximate") return draw("circle", { cx: x, cy: y, r: 6 });
  return draw("g", {}, draw("circle", { cx: x, cy: y, r: 8 }), draw("path", { class: "field-map__tick", d: `M${x - 4} ${y}l3 3l5 -6` }));
}
