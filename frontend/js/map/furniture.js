/**
 * The buttons on the map and its scale.
 */

import { metresAPixel } from "./geometry.js";
import { scaleBar } from "./scale.js";

const SCALE_PX = 96;

/**
 * Show the buttons and the scale of a map, and make them work.
 *
 * @param {HTMLElement} element that holds the map and its furniture
 * @param {import("./chart.js").Chart} chart
 * @param {import("./words.js").Words} words
 * @returns {() => void} to call whenever the map has moved
 */
export function furnish(element, chart, words) {
  const part = (name) => element.querySelector(`[data-${name}]`);
  part("zoom-in").addEventListener("click", () => chart.zoomIn());
  part("zoom-out").addEventListener("click", () => chart.zoomOut());
  part("north").addEventListener("click", () => chart.turnNorth());
  part("map-tools").hidden = false;
  part("map-foot").hidden = false;

  const update = () => {
    const { zoom, centre } = chart.view;
    const { lengthM, widthPx } = scaleBar(metresAPixel(zoom, centre[1]), SCALE_PX);
    part("scale-words").textContent = words.roundLength(lengthM);
    part("scale").style.setProperty("--bar", `${widthPx}px`);
    part("north").hidden = Math.abs(chart.bearing) < 0.5;
    part("north").style.setProperty("--bearing", `${-chart.bearing}deg`);
  };
  update();
  return update;
}
