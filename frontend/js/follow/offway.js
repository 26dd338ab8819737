/**
 * Notice that somebody has left the way, and do not nag.
 *
 * docs/follow.md tells the rule. In short: two walkers are followed, one who keeps to the way and one who
 * has left it, and it is weighed whom the positions tell of (`matching.js`). Only good odds are told, only
 * outside the street, and only once until one is back. Odds that are not so good make a doubt, which is
 * shown and not told: `isInDoubt`.
 *
 * @typedef {"on" | "left" | "off" | "back"} News `left` and `back` are told once, when it happens
 */

import { Matcher } from "./matching.js";

const STREET_M = { foot: 6, wheelchair: 6, car: 25 }; // half of a street, and the map's own error
const LEAST_ACCURACY_M = 5; // phones boast
const SURE = -2.3; // the odds, as a logarithm, from which it is told: few leave the way, so they begin low
const DOUBT = -3.5; // and from which it is shown, without a sound
const NO_DOUBT = -5.5; // below these it was nothing
const OUTSIDE = 0.5; // so many accuracies beyond the street
const BACK = 0.6; // so close is back on the way
const BACK_S = 5;
const MOST_S = 3; // that a single position counts for
const SETTLING_S = 6; // after a gap the first positions may be leaps
const QUIET_S = 45; // between two alarms

export class OffWay {
  /**
   * @param {import("./route.js").Line} line
   * @param {"foot" | "wheelchair" | "car"} [mode]
   * @param {number} [startM] where on the way one begins
   */
  constructor(line, mode = "foot", startM = 0) {
    this.mode = mode;
    this.matcher = new Matcher(line, mode, startM);
    this.isOff = false;
    this.isInDoubt = false;
    this.backS = 0;
    this.settlesMs = -Infinity;
    this.toldMs = -Infinity;
  }

  /**
   * Take a position, and where on the way one is by it.
   *
   * @param {import("./matching.js").Seen & {passedS: number, isHome?: boolean}} seen with the seconds since
   *   the position before, and whether one is in the circle of the stop, where one may stroll
   * @param {import("./route.js").Progress} progress
   * @returns {News}
   */
  take(seen, { awayM, alongM }) {
    const { accuracyM, passedS, timeMs, isAfterGap = false, isHome = false } = seen;
    if (timeMs < this.toldMs) this.toldMs = this.settlesMs = -Infinity; // the clock was set back
    const outside = (awayM - STREET_M[this.mode]) / Math.max(LEAST_ACCURACY_M, accuracyM);
    if (this.isOff) return this._comeBack(isHome ? 0 : outside, Math.min(passedS, MOST_S), alongM);
    if (isAfterGap) this.settlesMs = timeMs + SETTLING_S * 1000;
    if (isHome) this.matcher.begin(alongM);
    else this.matcher.take(seen);
    const { odds } = this.matcher;
    const isOutside = outside > OUTSIDE && timeMs >= this.settlesMs;
    this.isInDoubt = odds > NO_DOUBT && ((odds > DOUBT && isOutside) || this.isInDoubt);
    if (odds < SURE || !isOutside || timeMs - this.toldMs < QUIET_S * 1000) return "on";
    Object.assign(this, { isOff: true, isInDoubt: false, backS: 0, toldMs: timeMs });
    return "left";
  }

  _comeBack(outside, seconds, alongM) {
    this.backS = outside < BACK ? this.backS + seconds : 0;
    if (this.backS < BACK_S) return "off";
    this.isOff = false;
    this.matcher.begin(alongM);
    return "back";
  }
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
