/**
 * Measure around a spot as on a sheet of paper: metres to the east and to the north of it.
 *
 * The paper is off by a tenth of a percent twenty kilometres away, which no walk reaches.
 *
 * @typedef {import("../map/geometry.js").Position} Position
 * @typedef {[number, number]} Point metres to the east, metres to the north
 */

import { EARTH_RADIUS_M } from "../map/geometry.js";

const METRES_A_DEGREE = (EARTH_RADIUS_M * Math.PI) / 180;

export class Plane {
  /** @param {Position} origin */
  constructor([lon, lat]) {
    this.origin = [lon, lat];
    this.eastM = METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180);
  }

  /**
   * @param {Position} position
   * @returns {Point}
   */
  point([lon, lat]) {
    return [(lon - this.origin[0]) * this.eastM, (lat - this.origin[1]) * METRES_A_DEGREE];
  }

  /**
   * @param {Point} point
   * @returns {Position}
   */
  position([x, y]) {
    return [this.origin[0] + x / this.eastM, this.origin[1] + y / METRES_A_DEGREE];
  }
}

/**
 * Return how far two points are from each other, in metres.
 *
 * @param {Point} from
 * @param {Point} to
 * @returns {number}
 */
export function apartM([fromX, fromY], [toX, toY]) {
  return Math.hypot(toX - fromX, toY - fromY);
}

/**
 * Return the direction from a point to another, in degrees clockwise from north.
 *
 * @param {Point} from
 * @param {Point} to
 * @returns {number} from 0 up to 360
 */
export function bearingTo([fromX, fromY], [toX, toY]) {
  return ((Math.atan2(toX - fromX, toY - fromY) * 180) / Math.PI + 360) % 360;
}

/**
 * Return by how much one turns from a direction to another: right is positive.
 *
 * @param {number} from degrees
 * @param {number} to degrees
 * @returns {number} from -180 up to 180
 */
export function turnBetween(from, to) {
  return ((((to - from) % 360) + 540) % 360) - 180;
}

/**
 * Return the point of a straight piece that is nearest to a point.
 *
 * @param {Point} point
 * @param {Point} from
 * @param {Point} to
 * @returns {{share: number, nearest: Point, awayM: number}} share of the piece, from 0 to 1
 */
export function onPiece(point, from, to) {
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const square = alongX ** 2 + alongY ** 2;
  const dot = (point[0] - from[0]) * alongX + (point[1] - from[1]) * alongY;
  const share = square ? Math.max(0, Math.min(1, dot / square)) : 0;
  const nearest = [from[0] + share * alongX, from[1] + share * alongY];
  return { share, nearest, awayM: apartM(point, nearest) };
}
