/**
 * Follow progress along a way whose positions are noisy.
 *
 * The way is cut into short cells, and for each is kept how likely the walker is in it. Between two
 * positions the likelihood walks on as a walker does; a position makes the cells near it likelier.
 * (A grid filter: S. Thrun, W. Burgard, D. Fox, Probabilistic Robotics, 2005, chapter 8.) So progress
 * cannot leap to the alley beside, nor to a later pass over the same street: nobody walks that fast.
 *
 * @typedef {import("./plane.js").Point} Point
 * @typedef {import("../map/geometry.js").Position} Position
 *
 * @typedef {object} Progress
 * @property {number} alongM from the beginning of the way
 * @property {number} remainingM
 * @property {number} awayM of the position from the part of the way where the walker may be
 * @property {Position} nearest the point of that part that is nearest to the position
 * @property {number} heading of the way there, degrees clockwise from north
 */

import { Plane, apartM, bearingTo, onPiece } from "./plane.js";

const CELL_M = 4;
const MOST_CELLS = 1500; // a longer way is cut into longer cells
const PACE_MS = { foot: 1.2, wheelchair: 1, car: 7 };
const EAGER = 0.75; // of the pace: people also stand
const SPREAD_M2_S = { foot: 7, wheelchair: 7, car: 120 }; // how fast it grows uncertain where one is
const BLUR_S = 10; // a phone's error stays for about so long: what is said in it counts once
const LEAST_ACCURACY_M = 6;
const FARTHEST = 16; // squared deviations: a leap says no more than "far"
const SURPRISE = 1e-6; // that the walker turns up anywhere on the way, at any fix
const SURPRISE_OFF = 1e-3; // the same of somebody who had left it
const PLAUSIBLE = 1e-3; // of the likeliest cell
const SAME_SPOT_M = 40; // what lies that close on the way is one guess

export class Line {
  /** @param {Position[]} coordinates at least two */
  constructor(coordinates) {
    this.coordinates = coordinates;
    this.plane = new Plane(coordinates[0]);
    /** @type {Point[]} */
    this.points = coordinates.map((position) => this.plane.point(position));
    this.alongM = [0];
    for (let index = 1; index < this.points.length; index += 1) {
      this.alongM.push(this.alongM[index - 1] + apartM(this.points[index - 1], this.points[index]));
    }
    this.lengthM = this.alongM.at(-1);
  }

  /**
   * Return the piece that a distance along the way lies on.
   *
   * @param {number} alongM
   * @returns {number} index of the point where the piece begins
   */
  pieceAt(alongM) {
    let [low, high] = [0, this.points.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.alongM[middle] <= alongM) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * @param {number} alongM
   * @returns {Point}
   */
  pointAt(alongM) {
    const index = this.pieceAt(alongM);
    const [from, to] = [this.points[index], this.points[index + 1]];
    const lengthM = this.alongM[index + 1] - this.alongM[index];
    const share = lengthM ? Math.max(0, Math.min(1, (alongM - this.alongM[index]) / lengthM)) : 0;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  }

  /**
   * @param {number} alongM
   * @returns {Position}
   */
  positionAt(alongM) {
    return this.plane.position(this.pointAt(alongM));
  }

  /**
   * @param {number} alongM
   * @returns {number} degrees clockwise from north
   */
  headingAt(alongM) {
    let index = this.pieceAt(alongM);
    while (index > 0 && apartM(this.points[index], this.points[index + 1]) < 0.5) index -= 1;
    return bearingTo(this.points[index], this.points[index + 1]);
  }

  /**
   * Return the coordinates of the part of the way between two distances along it.
   *
   * @param {number} fromM
   * @param {number} toM
   * @returns {Position[]}
   */
  part(fromM, toM) {
    const between = this.coordinates.filter((_, index) => this.alongM[index] > fromM && this.alongM[index] < toM);
    return [this.positionAt(fromM), ...between, this.positionAt(toM)];
  }

  /**
   * Return where on the whole way a position is nearest to it.
   *
   * @param {Position} position
   * @returns {{alongM: number, awayM: number}}
   */
  nearest(position) {
    const point = this.plane.point(position);
    let best = { alongM: 0, awayM: Infinity };
    for (let index = 0; index + 1 < this.points.length; index += 1) {
      const { share, awayM } = onPiece(point, this.points[index], this.points[index + 1]);
      if (awayM < best.awayM) {
        const alongM = this.alongM[index] + share * (this.alongM[index + 1] - this.alongM[index]);
        best = { alongM, awayM };
      }
    }
    return best;
  }
}

export class Tracker {
  /**
   * @param {Line} line
   * @param {"foot" | "wheelchair" | "car"} [mode]
   * @param {number} [startM] where on the way one begins
   */
  constructor(line, mode = "foot", startM = 0) {
    this.line = line;
    this.mode = mode;
    this.cellM = Math.max(CELL_M, line.lengthM / MOST_CELLS);
    const cells = Math.max(1, Math.ceil(line.lengthM / this.cellM));
    this.cellM = Math.max(1, line.lengthM) / cells;
    this.ends = Array.from({ length: cells + 1 }, (_, index) => line.pointAt(index * this.cellM));
    this.belief = new Float64Array(cells).fill(1e-4 / cells);
    this.belief[Math.min(cells - 1, Math.floor(startM / this.cellM))] = 1;
    this.scratch = new Float64Array(cells);
    this.away = new Float64Array(cells);
    this.paceMS = PACE_MS[mode];
    this.isFirst = true;
  }

  /**
   * Take a position; return the progress.
   *
   * @param {object} seen
   * @param {Position} seen.position
   * @param {number} seen.accuracyM
   * @param {number} seen.passedS since the position before
   * @param {boolean} [seen.isOff] the walker has left the way
   * @returns {Progress}
   */
  take({ position, accuracyM, passedS, isOff = false }) {
    const point = this.line.plane.point(position);
    this._walkOn(passedS);
    this._weigh(point, accuracyM, this.isFirst ? BLUR_S : passedS, isOff);
    this.isFirst = false;
    return this._progress(point);
  }

  /** Move the likelihood along the way, in steps that none can leap over. */
  _walkOn(passedS) {
    const rate = (EAGER * this.paceMS) / this.cellM;
    const spread = SPREAD_M2_S[this.mode] / this.cellM ** 2;
    const both = Math.max(rate * 1.2, spread);
    const steps = Math.max(1, Math.ceil((both * passedS) / 0.7));
    const seconds = passedS / steps;
    const ahead = ((both + rate) / 2) * seconds;
    const back = ((both - rate) / 2) * seconds;
    const last = this.belief.length - 1;
    for (let step = 0; step < steps; step += 1) {
      const [now, then] = [this.belief, this.scratch];
      for (let cell = 0; cell <= last; cell += 1) {
        const leaves = (cell < last ? ahead : 0) + (cell > 0 ? back : 0);
        then[cell] =
          now[cell] * (1 - leaves) +
          (cell > 0 ? now[cell - 1] * ahead : 0) +
          (cell < last ? now[cell + 1] * back : 0);
      }
      [this.belief, this.scratch] = [then, now];
    }
  }

  /** Make the cells near a position likelier. */
  _weigh(point, accuracyM, passedS, isOff) {
    const sigmaM = Math.max(LEAST_ACCURACY_M, accuracyM);
    const weight = Math.min(1, passedS / BLUR_S);
    const cells = this.belief.length;
    const surprise = (isOff ? SURPRISE_OFF : SURPRISE) / cells;
    let sum = 0;
    for (let cell = 0; cell < cells; cell += 1) {
      this.away[cell] = onPiece(point, this.ends[cell], this.ends[cell + 1]).awayM;
      const square = Math.min(FARTHEST, (this.away[cell] / sigmaM) ** 2);
      this.belief[cell] = (this.belief[cell] + surprise) * Math.exp(-0.5 * weight * square);
      sum += this.belief[cell];
    }
    for (let cell = 0; cell < cells; cell += 1) this.belief[cell] /= sum;
  }

  /** @returns {Progress} */
  _progress(point) {
    const { belief, cellM } = this;
    let best = 0;
    for (let cell = 1; cell < belief.length; cell += 1) if (belief[cell] > belief[best]) best = cell;
    const reach = Math.ceil(SAME_SPOT_M / cellM);
    let [weight, sum] = [0, 0];
    for (let cell = Math.max(0, best - reach); cell <= Math.min(belief.length - 1, best + reach); cell += 1) {
      weight += belief[cell];
      sum += belief[cell] * (cell + 0.5) * cellM;
    }
    const alongM = sum / weight;
    let near = best;
    for (let cell = 0; cell < belief.length; cell += 1) {
      if (belief[cell] > PLAUSIBLE * belief[best] && this.away[cell] < this.away[near]) near = cell;
    }
    const { nearest } = onPiece(point, this.ends[near], this.ends[near + 1]);
    return {
      alongM,
      remainingM: Math.max(0, this.line.lengthM - alongM),
      awayM: this.away[near],
      nearest: this.line.plane.position(nearest),
      heading: this.line.headingAt(alongM),
    };
  }
}

/**
 * Learn how fast somebody walks, against the durations of the legs.
 */
export class Pace {
  /** @param {number} [factor] of the legs' durations: 1.2 takes a fifth longer */
  constructor(factor = 1) {
    this.factor = factor;
    this.walkedM = 0;
    this.walkedS = 0;
  }

  /**
   * @param {number} advancedM along the way
   * @param {number} passedS while walking; standing does not count
   * @param {number} planMS the speed that the leg's duration takes for granted
   */
  walked(advancedM, passedS, planMS) {
    if (passedS <= 0 || passedS > 20 || planMS <= 0) return;
    this.walkedM += advancedM / planMS; // in seconds as planned
    this.walkedS += passedS;
    if (this.walkedS < 60) return; // less says nothing
    const seen = this.walkedS / Math.max(1, this.walkedM);
    this.factor = Math.max(0.6, Math.min(1.8, seen));
    if (this.walkedS > 600) [this.walkedM, this.walkedS] = [this.walkedM / 2, this.walkedS / 2];
  }
}

/**
 * Return how long the rest of a leg takes; null where its duration is not known.
 *
 * @param {{duration_s: number | null, mode: string}} leg
 * @param {number} share of the leg that remains, from 0 to 1
 * @param {number} factor of the walker's own pace; a taxi keeps its own
 * @returns {number | null}
 */
export function remainingS(leg, share, factor) {
  if (leg?.duration_s === null || leg?.duration_s === undefined) return null;
  return leg.duration_s * share * (leg.mode === "car" ? 1 : factor);
}
