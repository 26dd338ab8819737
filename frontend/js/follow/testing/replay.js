/**
 * Replay a recorded track against a way.
 */

import { OffWay } from "../offway.js";
import { PositionFilter } from "../position.js";
import { Line, Tracker } from "../route.js";

/**
 * @param {import("../route.js").Line} line
 * @param {{fix: object, step: number}[]} fixes
 * @returns {{step: number, news: string, isInDoubt: boolean, alongM: number, awayM: number}[]} one for each fix that was believed
 */
export function replay(line, fixes) {
  const [filter, tracker, offWay] = [new PositionFilter(), new Tracker(line), new OffWay(line)];
  const found = [];
  for (const { fix, step } of fixes) {
    const where = filter.take(fix);
    if (where.verdict !== "first" && where.verdict !== "good") continue;
    const seen = { ...fix, passedS: Math.max(1, where.passedS), isAfterGap: where.isAfterGap };
    const progress = tracker.take({ ...seen, isOff: offWay.isOff });
    const news = offWay.take(seen, progress);
    found.push({ step, news, isInDoubt: offWay.isInDoubt, ...progress });
  }
  return found;
}

/** @returns {Line} of points in metres */
export function lineOf(plane, points) {
  return new Line(points.map((point) => plane.position(point)));
}
