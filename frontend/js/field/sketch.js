/** Draw what was measured so far, north up: each position, their mean, how good it is, and the map's spot. */

const SIDE = 200;
const MIDDLE = SIDE / 2;
const LEAST_REACH_M = 10;
const MOST_REACH_M = 150; // a spot farther away is said in words
const MOST_DOTS = 120;

/**
 * Return the sketch as SVG; numbers only.
 *
 * @param {import("./averaging.js").Mean} mean
 * @param {string} label
 * @param {{eastM: number, northM: number} | null} known where the map has the place, seen from the mean
 * @returns {SVGElement}
 */
export function sketchOf({ accuracyM, dots }, label, known) {
  const shown = dots.slice(-MOST_DOTS);
  const isNear = known && Math.hypot(known.eastM, known.northM) <= MOST_REACH_M;
  const reachM = Math.max(
    LEAST_REACH_M,
    accuracyM,
    ...shown.filter(({ isOutlier }) => !isOutlier).map(lengthOf),
    isNear ? lengthOf(known) : 0,
  );
  const scale = (MIDDLE - 12) / reachM;
  const svg = draw("svg", { class: "field-sketch", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img", "aria-label": label });
  const circle = (name, { eastM, northM }, r) =>
    svg.append(draw("circle", { class: `field-sketch__${name}`, cx: MIDDLE + eastM * scale, cy: MIDDLE - northM * scale, r }));
  circle("ground", { eastM: 0, northM: 0 }, MIDDLE - 1);
  circle("halo", { eastM: 0, northM: 0 }, accuracyM * scale);
  for (const dot of shown) if (lengthOf(dot) <= reachM * 1.1) circle(dot.isOutlier ? "outlier" : "dot", dot, 3);
  if (isNear) circle("known", known, 6);
  svg.append(draw("path", { class: "field-sketch__mean", d: `M${MIDDLE - 9} ${MIDDLE}h18M${MIDDLE} ${MIDDLE - 9}v18` }));
  return svg;
}

function lengthOf({ eastM, northM }) {
  return Math.hypot(eastM, northM);
}

/** Return an element of SVG. */
export function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  }
  element.append(...children);
  return element;
}
