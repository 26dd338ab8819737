/**
 * Notice that somebody has arrived at a stop, and claim no more than is known of where it is.
 *
 * @typedef {object} Nearness
 * @property {"far" | "area" | "around" | "here"} kind `here` at a spot that is known; `around` in the
 *   circle of one that is known roughly or is an example; `area` in the part of town where a stop lies
 *   whose spot nobody knows: that is no arrival, one has to ask
 * @property {boolean} isNews whether it is to be told now; each is told once for a stop
 * @property {number | null} distanceM to the stop, null where that would say more than is known
 */

import { contains, boxAround, distanceM, positionsOf } from "../map/geometry.js";
import { Plane, onPiece } from "./plane.js";

const AT_THE_DOOR_M = 18; // one sees it from here
const LEAST_ROUGH_M = 40;
const MOST_ROUGH_M = 100; // from here one asks; a circle of a kilometre is not walked to its edge
const WELL_KNOWN_M = 60;
const ROUGH_QUALITIES = new Set(["approximate", "sample"]);
const OF_PRECISION = 0.5; // of the phone's accuracy: to be late by more would be noticed
const MOST_ALLOWED_M = 25;
const HELD_S = 4; // one passes by faster
const CLOSE_TO_END_M = 60; // of the way: a way that turns round the stop is walked first
const LINGERED_S = 25; // unless one stays there

/**
 * Return the circle in which a stop counts as reached.
 *
 * @param {object} place of an edition
 * @returns {{kind: "here" | "around" | "area", position: [number, number], radiusM: number, strollM: number} | null}
 *   `strollM` is how far one may stroll and still be there; null where nobody knows where it is at all
 */
export function circleOf(place) {
  const { position, position_quality: quality, position_accuracy_m: accuracyM, sample, area } = place;
  if (!position) {
    if (!area?.position || !area.radius_m) return null;
    return { kind: "area", position: area.position, radiusM: area.radius_m, strollM: area.radius_m };
  }
  const isRough = sample || ROUGH_QUALITIES.has(quality) || accuracyM > WELL_KNOWN_M;
  const strollM = AT_THE_DOOR_M + (accuracyM ?? 0);
  return {
    kind: isRough ? "around" : "here",
    position,
    radiusM: isRough ? Math.min(MOST_ROUGH_M, Math.max(LEAST_ROUGH_M, strollM)) : strollM,
    strollM,
  };
}

/**
 * Return how far a position is from a place: from the nearest wall of a place that is an area.
 *
 * @param {[number, number]} position
 * @param {object} place of an edition, with a position
 * @returns {number}
 */
export function distanceToM(position, { position: centre, geometry }) {
  const aloneM = distanceM(position, centre);
  if (geometry?.type !== "Polygon" && geometry?.type !== "LineString") return aloneM;
  const plane = new Plane(centre);
  const ring = positionsOf(geometry).map((each) => plane.point(each));
  const point = plane.point(position);
  if (geometry.type === "Polygon" && contains(boxAround(ring), point) && isInside(point, ring)) return 0;
  const edgesM = ring.slice(1).map((to, index) => onPiece(point, ring[index], to).awayM);
  return Math.min(aloneM, ...edgesM);
}

export class Arrival {
  /** @param {object} place of an edition: the stop one walks to */
  constructor(place) {
    this.place = place;
    this.circle = circleOf(place);
    this.heldS = 0;
    this.isTold = false;
  }

  /**
   * Take a position.
   *
   * @param {object} seen
   * @param {[number, number]} seen.position
   * @param {number} seen.accuracyM
   * @param {number} seen.passedS
   * @param {number | null} [seen.remainingM] of the way, null where there is none
   * @returns {Nearness}
   */
  take({ position, accuracyM, passedS, remainingM = null }) {
    const { circle, place } = this;
    if (!circle) return { kind: "far", isNews: false, distanceM: null };
    const isArea = circle.kind === "area";
    const awayM = isArea ? distanceM(position, circle.position) : distanceToM(position, place);
    const allowedM = isArea ? 0 : Math.min(MOST_ALLOWED_M, OF_PRECISION * accuracyM);
    const isIn = awayM <= circle.radiusM + allowedM;
    this.heldS = isIn ? this.heldS + Math.min(passedS, HELD_S) : 0;
    const isLate = remainingM !== null && remainingM > circle.radiusM + CLOSE_TO_END_M;
    const isReached = isIn && this.heldS >= (isLate ? LINGERED_S : HELD_S);
    const isNews = isReached && !this.isTold;
    this.isTold ||= isNews;
    return { kind: isReached ? circle.kind : "far", isNews, distanceM: isArea ? null : awayM };
  }
}

/** Tell whether a point lies in a ring: a ray to the east crosses it an odd number of times. */
function isInside([x, y], ring) {
  let isIn = false;
  for (let index = 1; index < ring.length; index += 1) {
    const [[fromX, fromY], [toX, toY]] = [ring[index - 1], ring[index]];
    if (fromY > y !== toY > y && x < fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX)) isIn = !isIn;
  }
  return isIn;
}
