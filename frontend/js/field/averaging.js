/**
 * Make one position of the many that a phone gives while somebody stands still.
 *
 * The mean weighs each by one over the square of its accuracy, which is best where errors are
 * independent (Gauss, 1821), and leaves out what lies too far from the middle, judged by the median
 * absolute deviation (F. R. Hampel, 1974). But the errors of one receiver are not independent: satellites
 * and walls around stay the same for minutes. So the accuracy does not fall with the number of positions,
 * only with the time that passes, slowly, and never below half of what the phone itself says.
 *
 * @typedef {object} Fix what the phone says
 * @property {[number, number]} position longitude and latitude, WGS 84
 * @property {number} accuracyM radius that the phone claims
 * @property {number} timeMs
 *
 * @typedef {object} Mean
 * @property {[number, number]} position longitude and latitude, WGS 84
 * @property {number} accuracyM honest radius, in whole metres
 * @property {number} spreadM radius around the position that holds all that count
 * @property {number} fixes how many count
 * @property {number} durationS from the first to the last
 * @property {{eastM: number, northM: number, isOutlier: boolean}[]} dots all of them, seen from the position
 */

import { Plane, apartM } from "../follow/plane.js";

export const MOST_ACCURACY_M = 50; // rougher is no survey; geodata/field/form.py has the same
const LEAST_FIXES = 5;
export const LEAST_ACCURACY_M = 3; // what a phone can reach at best without corrections
const USELESS_M = 200; // such a position is of a mast, not of satellites
const CORRELATED_S = 60; // errors stay about the same for so long
const BEST_GAIN = 0.5; // and what is shared for longer, no waiting takes away
const MAD_TO_SIGMA = 1.4826; // of a normal distribution
const OUTLIER_SIGMAS = 3;
const OUTLIER_LEAST_M = 8; // nearer than this nothing is an outlier
const RMS_TO_95 = 1.73; // radius that holds 95 % of a normal distribution in the plane, in RMS distances

/** Say whether a fix can count at all. @param {Fix} fix */
function isUsable({ position: [lon, lat], accuracyM, timeMs }) {
  return [lon, lat, accuracyM, timeMs].every(Number.isFinite) && accuracyM > 0 && accuracyM <= USELESS_M;
}

/**
 * Return the mean of some positions; null where none is usable.
 *
 * @param {Fix[]} fixes in the order of their times
 * @returns {Mean | null}
 */
export function meanOf(fixes) {
  const usable = fixes.filter(isUsable);
  if (!usable.length) return null;
  const plane = new Plane(usable[0].position);
  const points = usable.map(({ position, accuracyM }) => ({
    point: plane.point(position),
    claimedM: Math.max(LEAST_ACCURACY_M, accuracyM),
  }));
  const middle = [0, 1].map((axis) => median(points.map(({ point }) => point[axis])));
  const away = points.map(({ point }) => apartM(point, middle));
  const limitM = Math.max(OUTLIER_LEAST_M, OUTLIER_SIGMAS * MAD_TO_SIGMA * median(away));
  const counted = points.filter((_, index) => away[index] <= limitM);
  const centre = weighted(counted);
  const distances = counted.map(({ point }) => apartM(point, centre));
  const times = usable.map(({ timeMs }) => timeMs);
  const durationS = Math.max(0, (Math.max(...times) - Math.min(...times)) / 1000);
  return {
    position: plane.position(centre),
    accuracyM: accuracyOf(counted, distances, durationS),
    spreadM: Math.max(...distances),
    fixes: counted.length,
    durationS,
    dots: points.map(({ point }, index) => ({
      eastM: point[0] - centre[0],
      northM: point[1] - centre[1],
      isOutlier: away[index] > limitM,
    })),
  };
}

/** Say whether a mean may be kept as the position of a place. @param {Mean | null} mean */
export function isGoodEnough(mean) {
  return mean !== null && mean.fixes >= LEAST_FIXES && mean.accuracyM <= MOST_ACCURACY_M;
}

/** Say whether waiting longer would improve it by little. @param {Mean} mean */
export function isSettled({ durationS }) {
  return durationS >= CORRELATED_S / 2;
}

/** The phone's own claim, or what the positions themselves tell if that is worse, less what time gives. */
function accuracyOf(counted, distances, durationS) {
  const claimedM = 1 / Math.sqrt(average(counted.map(({ claimedM }) => claimedM ** -2)));
  const seenM = RMS_TO_95 * Math.sqrt(average(distances.map((distanceM) => distanceM ** 2)));
  const gain = Math.max(BEST_GAIN, 1 / Math.sqrt(1 + durationS / CORRELATED_S));
  return Math.ceil(Math.max(LEAST_ACCURACY_M, Math.max(claimedM, seenM) * gain));
}

function weighted(points) {
  const sum = points.reduce((total, { claimedM }) => total + claimedM ** -2, 0);
  return [0, 1].map((axis) => points.reduce((total, { point, claimedM }) => total + point[axis] * claimedM ** -2, 0) / sum);
}

function average(numbers) {
  return numbers.reduce((total, number) => total + number, 0) / numbers.length;
}

function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
