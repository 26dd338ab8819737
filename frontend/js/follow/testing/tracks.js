/**
 * Make tracks as a cheap phone records them among walls, for the tests: the same seed, the same track.
 *
 * Errors move slowly (a Gauss-Markov process on each axis, with a white part on top), their size wanders
 * between 5 and 20 m, some positions leap by 30 to 60 m for some seconds, and for 20 to 60 s at a time
 * there is none. The phone says how good it thinks it is, and is off in that as well.
 */

import { Plane, apartM } from "../plane.js";

/** @returns {() => number} from 0 up to 1 (mulberry32) */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** @returns {number} normally distributed (Box and Muller) */
export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Return a street plan to walk in: a way of some corners, 60 to 160 m apart.
 *
 * @returns {[number, number][]} metres
 */
export function randomWay(random, corners = 8) {
  let heading = random() * 360;
  let at = [0, 0];
  const way = [at];
  for (let index = 0; index < corners; index += 1) {
    const lengthM = 60 + 100 * random();
    const angle = (heading * Math.PI) / 180;
    at = [at[0] + lengthM * Math.sin(angle), at[1] + lengthM * Math.cos(angle)];
    way.push(at);
    heading += (random() < 0.5 ? -1 : 1) * (45 + 50 * random());
  }
  return way;
}

/**
 * Return where somebody truly is, second by second, who walks over some points.
 *
 * @param {[number, number][]} way metres
 * @param {object} options
 * @param {number} [options.paceMS]
 * @param {number} [options.stands] how often per minute one stands still, for 20 to 120 s
 * @returns {{point: [number, number], walkedM: number}[]}
 */
export function walk(way, random, { paceMS = 1.2, stands = 0.25 } = {}) {
  const steps = [];
  let [piece, intoM, walkedM, rest] = [0, 0, 0, 0];
  while (piece + 1 < way.length) {
    const lengthM = apartM(way[piece], way[piece + 1]);
    const share = Math.min(1, intoM / lengthM);
    const point = [0, 1].map((axis) => way[piece][axis] + share * (way[piece + 1][axis] - way[piece][axis]));
    steps.push({ point, walkedM });
    if (rest > 0) {
      rest -= 1;
      continue;
    }
    if (random() < stands / 60) rest = 20 + 100 * random();
    const stepM = paceMS * (0.85 + 0.3 * random());
    [intoM, walkedM] = [intoM + stepM, walkedM + stepM];
    if (intoM >= lengthM) [piece, intoM] = [piece + 1, intoM - lengthM];
  }
  return steps;
}

/**
 * Return what the phone says of such a walk.
 *
 * @param {{point: [number, number], walkedM: number}[]} steps one a second
 * @param {object} options
 * @param {number | null} [options.errorM] of two positions out of three; null wanders from 5 to 20 m
 * @param {number} [options.leaps] per minute
 * @param {number} [options.gaps] per minute
 * @param {number | null} [options.velocityMS] how far the velocity that the phone measures is off on each
 *   axis, for some 4 s; null where it measures none
 * @param {Plane} options.plane
 * @returns {{fix: import("../position.js").Fix, step: number}[]}
 */
export function record(steps, random, { plane, errorM = null, leaps = 0.2, gaps = 0.1, blurS = 30, velocityMS = null }) {
  const memory = Math.exp(-1 / blurS);
  const fresh = Math.sqrt(1 - memory ** 2);
  const slowly = Math.exp(-1 / 60);
  let error = [normal(random), normal(random)];
  let mood = normal(random);
  let [leaping, gap, leap] = [0, 0, [0, 0]];
  const velocities = velocitiesOf(steps, velocityMS);
  const fixes = [];
  steps.forEach(({ point }, step) => {
    error = error.map((part) => memory * part + fresh * normal(random));
    mood = slowly * mood + Math.sqrt(1 - slowly ** 2) * normal(random);
    const share = 1 / (1 + Math.exp(-1.5 * mood));
    const sizeM = errorM ?? 5 * 4 ** share; // from 5 to 20 m
    if (leaping > 0) leaping -= 1;
    else if (random() < leaps / 60) {
      leaping = 1 + Math.floor(8 * random());
      const [farM, angle] = [30 + 30 * random(), 2 * Math.PI * random()];
      leap = [farM * Math.sin(angle), farM * Math.cos(angle)];
    } else leap = [0, 0];
    if (gap > 0) {
      gap -= 1;
      return;
    }
    if (random() < gaps / 60) gap = 20 + 40 * random();
    const sigmaM = sizeM / 1.515; // of an axis: 68 % of a round normal distribution lie within 1.515
    const seen = point.map((part, axis) => part + sigmaM * (0.97 * error[axis] + 0.24 * normal(random)) + leap[axis]);
    fixes.push({
      step,
      fix: {
        position: plane.position(seen),
        accuracyM: Math.round(sizeM * Math.exp(0.2 * normal(random))),
        timeMs: step * 1000,
        velocity: velocities[step] ?? null,
      },
    });
  });
  return fixes;
}

/** Return the velocity that the phone measures at each step; with dice of its own, so that tracks stay. */
function velocitiesOf(steps, errorMS) {
  if (errorMS === null) return [];
  const dices = dice(steps.length);
  const memory = Math.exp(-1 / 4);
  let error = [normal(dices), normal(dices)];
  return steps.map(({ point }, step) => {
    error = error.map((part) => memory * part + Math.sqrt(1 - memory ** 2) * normal(dices));
    const before = steps[Math.max(0, step - 1)].point;
    return point.map((part, axis) => part - before[axis] + errorMS * error[axis]);
  });
}
