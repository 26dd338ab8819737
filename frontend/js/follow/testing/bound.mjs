/**
 * Say how soon anybody could know: `node frontend/js/follow/testing/bound.mjs [tracks]`.
 *
 * Wrong turns as in rates.mjs, judged by somebody who knows to the metre where the walker has gone, and only
 * asks whether the positions tell of that or of the right way: no rule knows as much. Printed is the share
 * of the wrong turns for which the odds grow beyond 100 to 1, about what the rule asks for, and 1,000 to 1
 * within 40 m. Of those who go right, no more than one in so many is told that it was wrong (A. Wald, 1945).
 */

import { Matcher } from "../matching.js";
import { Plane } from "../plane.js";
import { lineOf } from "./replay.js";
import { dice, record } from "./tracks.js";
import { wrongTurn } from "./turns.js";

const plane = new Plane([-10.06, 28.98]);
const tracks = Number(process.argv[2] ?? 150);
const ODDS = [100, 1000];
const WITHIN_M = 40;

/** The way alone, and the odds of what is truly walked against it. */
class Knowing extends Matcher {
  /** @param {[number, number][]} truth where one is in each second */
  constructor(line, truth) {
    super(line);
    this.leaving.fill(0);
    this.truth = truth;
    this.against = 0;
  }

  _mean(timeMs) {
    this.at = this.gathered.map(({ timeMs: each }) => this.truth[each / 1000]);
    return super._mean(timeMs);
  }

  _step(now, passedS) {
    const spot = [0, 1].map((axis) => this.at.reduce((sum, each) => sum + each[axis], 0) / this.at.length);
    const known = this.spot && now ? Math.log(this._density(now, passedS)(...this.spot, ...spot)) : 0;
    super._step(now, passedS);
    if (this.spot && now) this.against += known - Math.log(this.way.reduce((sum, cells) => sum + cells.reduce((all, each) => all + each, 0), 0));
    this.spot = spot;
  }
}

for (const velocityMS of [null, 0.35]) {
  for (const errorM of [5, 10, 15, 20]) {
    const found = [];
    for (let seed = 1; seed <= tracks; seed += 1) {
      const random = dice(1_000_000 + seed);
      const { points, steps, missedM } = wrongTurn(random);
      const line = lineOf(plane, points);
      const matcher = new Knowing(line, steps.map(({ point }) => line.plane.point(plane.position(point))));
      let begun = null;
      let most = 0;
      for (const { fix, step } of record(steps, random, { plane, errorM, leaps: 0, gaps: 0, velocityMS })) {
        matcher.take(fix);
        const goneM = steps[step].walkedM - missedM;
        if (goneM >= 0) begun ??= matcher.against;
        if (begun !== null && goneM <= WITHIN_M) most = Math.max(most, matcher.against - begun);
      }
      found.push(most);
    }
    const shares = ODDS.map((odds) => (100 * found.filter((most) => most > Math.log(odds)).length) / tracks);
    console.log(`| ${errorM} m${velocityMS ? ", with velocity" : ""} | ${shares.map((share) => `${share.toFixed(0)} %`).join(" | ")} |`);
  }
}
