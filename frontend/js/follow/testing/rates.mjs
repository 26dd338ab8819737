/**
 * Measure how well leaving the way is noticed: `node frontend/js/follow/testing/rates.mjs [tracks] [kinds]`,
 * where `kinds` is a regular expression: "^20 m".
 *
 * Half of the tracks keep to the way, half miss its third corner: straight on, or to the other side.
 * docs/follow.md has the figures.
 */

import { Plane } from "../plane.js";
import { lineOf, replay } from "./replay.js";
import { dice, randomWay, record, walk } from "./tracks.js";
import { wrongTurn } from "./turns.js";

const plane = new Plane([-10.06, 28.98]);
const tracks = Number(process.argv[2] ?? 300);
const DOPPLER = { velocityMS: 0.35 };
const KINDS = [
  ["5 to 20 m, leaps, gaps", { errorM: null }],
  ["5 to 20 m, no leaps, no gaps", { errorM: null, leaps: 0, gaps: 0 }],
  ["5 m", { errorM: 5, leaps: 0, gaps: 0 }],
  ["10 m", { errorM: 10, leaps: 0, gaps: 0 }],
  ["15 m", { errorM: 15, leaps: 0, gaps: 0 }],
  ["20 m", { errorM: 20, leaps: 0, gaps: 0 }],
  ["5 to 20 m, leaps, gaps, with velocity", { errorM: null, ...DOPPLER }],
  ["5 to 20 m, with velocity", { errorM: null, leaps: 0, gaps: 0, ...DOPPLER }],
  ["15 m, with velocity", { errorM: 15, leaps: 0, gaps: 0, ...DOPPLER }],
  ["20 m, with velocity", { errorM: 20, leaps: 0, gaps: 0, ...DOPPLER }],
  ["20 m, with poor velocity", { errorM: 20, leaps: 0, gaps: 0, velocityMS: 0.7 }],
].filter(([name]) => new RegExp(process.argv[3] ?? "").test(name));

const quantile = (values, share) => values.toSorted((one, other) => one - other)[Math.floor(share * (values.length - 1))];

for (const [name, options] of KINDS) {
  let [alarms, spoiled, seconds, inTime, doubts, shownInTime] = [0, 0, 0, 0, 0, 0];
  const [times, distances] = [[], []];
  for (let seed = 1; seed <= tracks; seed += 1) {
    const random = dice(seed);
    const points = randomWay(random);
    const steps = walk(points, random);
    const seen = replay(lineOf(plane, points), record(steps, random, { plane, ...options }));
    const told = seen.filter(({ news }) => news === "left");
    doubts += seen.filter(({ isInDoubt }, index) => isInDoubt && !seen[index - 1]?.isInDoubt).length;
    alarms += told.length;
    spoiled += told.length > 0;
    seconds += steps.length;
  }
  for (let seed = 1; seed <= tracks; seed += 1) {
    const random = dice(1_000_000 + seed);
    const { points, steps, missedM } = wrongTurn(random);
    const missed = steps.findIndex(({ walkedM }) => walkedM >= missedM);
    const later = replay(lineOf(plane, points), record(steps, random, { plane, ...options })).filter(({ step }) => step >= missed);
    const isInTime = ({ step }) => step - missed <= 30 || steps[step].walkedM - missedM <= 40;
    if (later.some((one) => (one.isInDoubt || one.news === "left") && isInTime(one))) shownInTime += 1;
    const found = later.find(({ news }) => news === "left");
    if (!found) continue;
    times.push(found.step - missed);
    distances.push(steps[found.step].walkedM - missedM);
    if (isInTime(found)) inTime += 1;
  }
  const percent = (count) => `${((100 * count) / tracks).toFixed(1)} %`;
  console.log(
    `| ${name} | ${alarms} in ${(seconds / 3600).toFixed(0)} h | ${percent(tracks - spoiled)} | ${percent(inTime)} | ${percent(shownInTime)} | ${doubts} | ` +
      `${quantile(times, 0.5)} s, ${quantile(times, 0.9)} s | ${Math.round(quantile(distances, 0.5))} m, ${Math.round(quantile(distances, 0.9))} m | ${tracks - times.length} |`,
  );
}
