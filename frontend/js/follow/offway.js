/**
 * Notice that somebody has left the way, and do not nag.
 *
 * docs/follow.md tells the rule. In short: with every few seconds it is weighed which is likelier, that
 * somebody walks away from the way or that the phone's error drifts. Only long odds are told, only where
 * one is farther away than the error allows for, and only once until one is back. Odds that are not so
 * long make a doubt, which is shown and not told: `isInDoubt`.
 *
 * @typedef {"on" | "left" | "off" | "back"} News `left` and `back` are told once, when it happens
 */

import { turnBetween } from "./plane.js";

const LEAVING_MS = { foot: 1, wheelchair: 0.9, car: 5 }; // who leaves does not dawdle
const ERROR_S = 30; // in so long a phone's error becomes another one
const WHITE = 0.06; // share of an error's variance that is another one at every position
const STREET_M = { foot: 6, wheelchair: 6, car: 25 }; // half of a street, and the map's own error
const LEAST_ACCURACY_M = 5; // phones boast
const AXIS = 1.515; // accuracies hold two positions out of three of a plane, not of a line
const BIN_S = 3; // positions that close say the same
const SURE = 6; // the odds, as a logarithm: 400 to 1
const MOST_A_BIN = 2.4; // no single leap decides
const [ALONG, ACROSS] = [15, 60]; // degrees from the way's direction
const [LEAST_WEIGHT, MOST_WEIGHT] = [0.1, 2];
const STANDING = 0.1;
const OUTSIDE = 1.4; // and it must be so many accuracies away, beyond the street
const DOUBT = { odds: 4, outside: 1 }; // at 55 to 1 it is shown, without a sound
const NO_DOUBT = 1; // below these odds it was nothing
const BACK = 0.6; // so close is back on the way
const BACK_S = 5;
const SETTLING_S = 6; // after a gap the first positions may be leaps
const QUIET_S = 45; // between two alarms

export class OffWay {
  /** @param {"foot" | "wheelchair" | "car"} [mode] */
  constructor(mode = "foot") {
    this.mode = mode;
    this.isOff = false;
    this.isInDoubt = false;
    this.odds = 0;
    this.backS = 0;
    this.settlesMs = -Infinity;
    this.toldMs = -Infinity;
    this._forget();
  }

  /**
   * Take how far a position is from the way.
   *
   * @param {object} seen
   * @param {number} seen.awayM
   * @param {number} seen.accuracyM of this position, as the phone says
   * @param {number} seen.passedS since the position before
   * @param {number} seen.timeMs
   * @param {number | null} [seen.course] how far from the way's direction one moves, in degrees; null
   *   for somebody who stands
   * @param {boolean} [seen.isAfterGap]
   * @param {boolean} [seen.isHome] in the circle of the stop, where one may stroll
   * @returns {News}
   */
  take({ awayM, accuracyM, passedS, timeMs, course, isAfterGap = false, isHome = false }) {
    if (timeMs < this.toldMs) this.toldMs = this.settlesMs = -Infinity; // the clock was set back
    const errorM = Math.max(LEAST_ACCURACY_M, accuracyM);
    const outside = (awayM - STREET_M[this.mode]) / errorM;
    if (this.isOff) return this._comeBack(isHome ? 0 : outside, Math.min(passedS, BIN_S));
    if (isAfterGap) this.settlesMs = timeMs + SETTLING_S * 1000;
    if (isAfterGap || isHome) {
      this._forget();
      this.odds = 0;
    }
    this._gather({ awayM, errorM, timeMs, weight: weightOf(course) });
    const isSettled = timeMs >= this.settlesMs;
    const isDoubtful = this.odds > DOUBT.odds && outside > DOUBT.outside && isSettled;
    this.isInDoubt = this.odds > NO_DOUBT && (isDoubtful || this.isInDoubt);
    const isSure = this.odds > SURE && outside > OUTSIDE && isSettled;
    if (isHome || !isSure || timeMs - this.toldMs < QUIET_S * 1000) return "on";
    Object.assign(this, { isOff: true, isInDoubt: false, backS: 0, toldMs: timeMs });
    return "left";
  }

  /** Gather positions for some seconds; then weigh their mean against the one before. */
  _gather({ awayM, errorM, timeMs, weight }) {
    this.bin.push({ awayM, errorM, weight });
    this.binMs ??= timeMs;
    if (timeMs < this.binMs) this.binMs = timeMs;
    if (timeMs - this.binMs < BIN_S * 1000) return;
    const mean = (name) => this.bin.reduce((sum, each) => sum + each[name], 0) / this.bin.length;
    const now = { awayM: mean("awayM"), errorM: mean("errorM"), weight: mean("weight"), timeMs };
    if (this.before) this.odds = Math.max(0, this.odds + this._weigh(this.before, now));
    this.before = now;
    this.bin = [];
    this.binMs = null;
  }

  /**
   * Return how much likelier it has become that somebody walks away, than that the error drifts, as a
   * logarithm (E. S. Page, Continuous inspection schemes, 1954, on a Gauss-Markov error).
   */
  _weigh(before, now) {
    const seconds = Math.max(1, (now.timeMs - before.timeMs) / 1000);
    const pull = Math.min(1, seconds / ERROR_S);
    const drift = now.awayM - before.awayM * (1 - pull);
    const leaving = LEAVING_MS[this.mode] * seconds + before.awayM * pull;
    const variance = (now.errorM / AXIS) ** 2 * (2 * pull + WHITE);
    const odds = (leaving * drift - leaving ** 2 / 2) / variance;
    return Math.min(MOST_A_BIN, odds > 0 ? odds * now.weight : odds);
  }

  _forget() {
    this.bin = [];
    this.binMs = null;
    this.before = null;
  }

  _comeBack(outside, seconds) {
    this.backS = outside < BACK ? this.backS + seconds : 0;
    if (this.backS < BACK_S) return "off";
    Object.assign(this, { isOff: false, odds: 0 });
    this._forget();
    return "back";
  }
}

/**
 * Return how far from the way's direction somebody moves, in degrees; null for somebody who stands.
 *
 * @param {import("./position.js").Whereabouts} where
 * @param {import("./route.js").Progress} progress
 * @returns {number | null}
 */
export function courseOf({ isStanding, heading }, progress) {
  return isStanding || heading === null ? null : Math.abs(turnBetween(progress.heading, heading));
}

/**
 * Return how much a direction counts: who walks as the way goes is on it, however far the error drifts;
 * who walks across it is not.
 */
function weightOf(course) {
  if (course === undefined) return 1;
  if (course === null) return STANDING;
  const share = (Math.abs(course) - ALONG) / (ACROSS - ALONG);
  return LEAST_WEIGHT + (MOST_WEIGHT - LEAST_WEIGHT) * Math.max(0, Math.min(1, share));
}

const AWAY_M = { foot: 120, wheelchair: 120, car: 600 };
const AWAY_SHARE = 0.25; // of the distance: a way that is not known makes detours

/**
 * Where the way itself is not known, a straight line is no way to leave. What can be noticed is that
 * somebody goes away from the stop for good.
 */
export class GoingAway {
  /** @param {"foot" | "wheelchair" | "car"} [mode] */
  constructor(mode = "foot") {
    this.mode = mode;
    this.leastM = Infinity;
    this.isOff = false;
  }

  /**
   * @param {number} distanceM to the stop, as the crow flies
   * @param {number} accuracyM
   * @returns {News}
   */
  take(distanceM, accuracyM) {
    this.leastM = Math.min(this.leastM, distanceM);
    const grownM = distanceM - this.leastM;
    const allowedM = AWAY_M[this.mode] + 2 * accuracyM + AWAY_SHARE * this.leastM;
    if (!this.isOff && grownM > allowedM) {
      this.isOff = true;
      return "left";
    }
    if (this.isOff && grownM < allowedM / 2) {
      this.isOff = false;
      return "back";
    }
    return this.isOff ? "off" : "on";
  }
}
