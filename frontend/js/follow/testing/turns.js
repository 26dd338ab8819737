/**
 * Make walks that miss a corner: straight on, or to the other side.
 */

import { apartM } from "../plane.js";
import { randomWay, walk } from "./tracks.js";

const CORNER = 3;
const WRONG_M = 200;

/**
 * Return a way, somebody who walks it wrongly, and how far they have come where it goes wrong.
 *
 * @returns {{points: [number, number][], steps: {point: [number, number], walkedM: number}[], missedM: number}}
 */
export function wrongTurn(random) {
  const points = randomWay(random);
  const [before, corner, after] = points.slice(CORNER - 1, CORNER + 2);
  const ahead = Math.atan2(corner[0] - before[0], corner[1] - before[1]);
  const right = Math.atan2(after[0] - corner[0], after[1] - corner[1]);
  const other = Math.sin(ahead - right) > 0 ? ahead + Math.PI / 2 : ahead - Math.PI / 2;
  const course = random() < 0.5 ? ahead : other;
  const wrong = [corner[0] + WRONG_M * Math.sin(course), corner[1] + WRONG_M * Math.cos(course)];
  const walked = points.slice(0, CORNER + 1);
  const missedM = walked.slice(1).reduce((sum, point, index) => sum + apartM(walked[index], point), 0);
  return { points, steps: walk([...walked, wrong], random, { stands: 0 }), missedM };
}
