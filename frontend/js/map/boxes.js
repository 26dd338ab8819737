/**
 * Choose which boxes of the world are asked for, so that small moves of the map ask for nothing.
 */

/** @typedef {import("./geometry.js").Box} Box */

const DEGREES_AROUND = 360;
const STEPS_A_SCREEN = 2; // a step is 256 px: a thumb's short drag stays inside

/**
 * Return a box widened to the grid of its zoom level, cut to the limits of the world.
 *
 * @param {Box} box
 * @param {number} zoom
 * @returns {Box}
 */
export function widened([west, south, east, north], zoom) {
  const step = DEGREES_AROUND / (2 ** Math.max(0, Math.round(zoom)) * STEPS_A_SCREEN);
  const down = (value) => Math.floor(value / step) * step;
  const up = (value) => Math.ceil(value / step) * step;
  const within = (value, limit) => Number(Math.max(-limit, Math.min(limit, value)).toFixed(6));
  return [within(down(west), 180), within(down(south), 90), within(up(east), 180), within(up(north), 90)];
}

/**
 * Tell whether a box lies in another.
 *
 * @param {Box} outer
 * @param {Box} inner
 * @returns {boolean}
 */
export function covers(outer, inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}
