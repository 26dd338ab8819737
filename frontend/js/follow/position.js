/**
 * Judge what the phone says of where it is, and keep the walker's spot.
 *
 * A phone's positions among walls are off by 5 to 20 m, and the error moves slowly: the next position
 * is off in the same way. Now and then one leaps by 30 to 60 m, and for half a minute there may be none.
 * What is kept here is an estimate whose accuracy widens while nothing is heard (a Kalman filter with
 * one variance for both axes, after R. E. Kalman, 1960, for a walker who may turn at any time).
 *
 * @typedef {import("../map/geometry.js").Position} Position
 *
 * @typedef {object} Fix what the phone says
 * @property {Position} position
 * @property {number} accuracyM radius that holds the true spot two times out of three
 * @property {number} timeMs of the clock that everything here goes by
 * @property {[number, number] | null} [velocity] metres a second to the east and north, where the phone
 *   measures it
 *
 * @typedef {object} Whereabouts
 * @property {"first" | "good" | "poor" | "leap" | "late"} verdict what was thought of the last fix
 * @property {Position} position the estimate
 * @property {number} accuracyM of the estimate
 * @property {number} timeMs
 * @property {number} passedS since the fix before
 * @property {boolean} isAfterGap nothing was heard for a while, or the walker is found elsewhere
 * @property {boolean} isStanding
 * @property {number | null} heading degrees clockwise from north, null unless one is walking
 * @property {number} speedMS
 */

import { Plane, apartM, bearingTo } from "./plane.js";

const FASTEST_MS = { foot: 3, wheelchair: 4, car: 40 }; // a run for the bus; a taxi
const STEADY_MS = { foot: 1.5, wheelchair: 2, car: 30 }; // and what is kept up
const RUN_S = 3;
const WANDER_MS = { foot: 1.8, wheelchair: 1.8, car: 12 }; // how fast the estimate grows old
const BLUR_S = 6; // an error stays for about so long: more fixes in it say little more
const USELESS_M = 100; // such a position is of a mast, not of satellites
const GAP_S = 15;
const SET_BACK_S = 30; // somebody has set the phone's clock back
const FOUND_AGAIN_M = 30; // the first position after a gap may be a leap: no more is believed of it
const AGREEING = 4; // leaps that lie together: one really is there
const TOGETHER_M = 25;
const BELIEVED_S = 20;
const TRAIL_S = 14; // heading and speed are read from as much
const STANDING_MS = 0.45;
const LEAST_ACCURACY_M = 3;

export class PositionFilter {
  /** @param {"foot" | "wheelchair" | "car"} [mode] */
  constructor(mode = "foot") {
    this.mode = mode;
    /** @type {Plane | null} */
    this.plane = null;
    /** @type {Fix[]} leaps that were not believed */
    this.doubted = [];
    /** @type {{point: [number, number], timeMs: number}[]} */
    this.trail = [];
    this.heading = null;
  }

  /**
   * Take a fix; return what is known of where the walker is.
   *
   * @param {Fix} fix
   * @returns {Whereabouts}
   */
  take(fix) {
    if (!this.plane) return this._begin(fix, "first");
    const passedS = (fix.timeMs - this.timeMs) / 1000;
    if (passedS < -SET_BACK_S) return this._begin(fix, "good", 1);
    if (passedS <= 0) return this._tell("late", 0, false); // the same fix again
    if (fix.accuracyM > USELESS_M) return this._tell("poor", 0, false);

    const point = this.plane.point(fix.position);
    const awayM = apartM(this.point, point);
    const accuracyM = Math.max(LEAST_ACCURACY_M, fix.accuracyM);
    const reachM = this._reachM(passedS) + 1.5 * Math.hypot(accuracyM, this.accuracyM);
    if (awayM > reachM && !this._isBelieved(fix, point)) return this._tell("leap", passedS, false);
    if (awayM > reachM) return this._begin(fix, "good", passedS);

    this.doubted = [];
    const isAfterGap = passedS > GAP_S;
    const variance = this.accuracyM ** 2 + (WANDER_MS[this.mode] * passedS) ** 2;
    const knownM = isAfterGap ? Math.max(FOUND_AGAIN_M, accuracyM) : accuracyM;
    const noise = knownM ** 2 * Math.max(1, BLUR_S / (4 * passedS)); // what neighbours share counts once
    const gain = variance / (variance + noise);
    this.point = this.point.map((part, axis) => part + gain * (point[axis] - part));
    this.accuracyM = Math.max(LEAST_ACCURACY_M, Math.sqrt((1 - gain) * variance));
    this.timeMs = fix.timeMs;
    if (isAfterGap) this.trail = [];
    this._trace();
    return this._tell("good", passedS, isAfterGap);
  }

  /** Return how far one comes in so many seconds. */
  _reachM(passedS) {
    const runS = Math.min(RUN_S, passedS);
    return FASTEST_MS[this.mode] * runS + STEADY_MS[this.mode] * (passedS - runS);
  }

  /** A leap is believed once several agree on where it led, or once it lasts. */
  _isBelieved(fix, point) {
    const near = this.doubted.filter(({ point: other }) => apartM(other, point) < TOGETHER_M + fix.accuracyM);
    this.doubted = [...near, { ...fix, point }];
    const lastsS = (fix.timeMs - this.doubted[0].timeMs) / 1000;
    return this.doubted.length >= AGREEING && lastsS >= BELIEVED_S;
  }

  _begin(fix, verdict, passedS = 0) {
    this.plane ??= new Plane(fix.position);
    this.point = this.plane.point(fix.position);
    this.accuracyM = Math.max(LEAST_ACCURACY_M, fix.accuracyM);
    this.timeMs = fix.timeMs;
    this.doubted = [];
    this.trail = [];
    this._trace();
    return this._tell(verdict, passedS, true);
  }

  _trace() {
    const since = this.timeMs - TRAIL_S * 1000;
    this.trail = [...this.trail.filter(({ timeMs }) => timeMs >= since), { point: this.point, timeMs: this.timeMs }];
    const [first, last] = [this.trail[0], this.trail.at(-1)];
    const passedS = (last.timeMs - first.timeMs) / 1000;
    this.speedMS = passedS > 3 ? apartM(first.point, last.point) / passedS : 0;
    this.isStanding = passedS > 3 && this.speedMS < STANDING_MS;
    if (passedS > 3 && !this.isStanding) this.heading = bearingTo(first.point, last.point);
  }

  _tell(verdict, passedS, isAfterGap) {
    return {
      verdict,
      position: this.plane.position(this.point),
      accuracyM: this.accuracyM,
      timeMs: this.timeMs,
      passedS,
      isAfterGap,
      isStanding: Boolean(this.isStanding),
      heading: this.heading,
      speedMS: this.speedMS ?? 0,
    };
  }
}

/**
 * Return how fast and where to a phone says that it moves: metres a second to the east and north, null
 * where it does not say. Who stands has no heading.
 *
 * @param {{speed: number | null, heading: number | null}} coords
 * @returns {[number, number] | null}
 */
export function velocityOf({ speed, heading }) {
  if (speed === 0) return [0, 0];
  if (!Number.isFinite(speed) || !Number.isFinite(heading)) return null;
  const angle = (heading * Math.PI) / 180;
  return [speed * Math.sin(angle), speed * Math.cos(angle)];
}
