/** What is counted of a walk: that it begins, each stop that is reached, and its end. */

import { target } from "./walk.js";

/**
 * Return what is to be counted of a change of the walk. Who ends a walk before its last stop has not
 * finished it; stops that were left out do not matter.
 *
 * @param {import("./walk.js").Walk} before
 * @param {import("./walk.js").Walk} after
 * @returns {{what: "begun" | "reached" | "finished", stop: number | null}[]}
 */
export function counted(before, after) {
  const found = [];
  if (before.step === "before" && after.step === "walking") found.push({ what: "begun", stop: null });
  if (before.step === "walking" && after.step === "arrived") found.push({ what: "reached", stop: target(after) });
  if (before.step !== "finished" && after.step === "finished" && isWhole(before, after)) {
    found.push({ what: "finished", stop: null });
  }
  return found;
}

function isWhole(before, after) {
  const isAtLast = before.step === "arrived" && before.ahead.length === 1;
  return isAtLast || (after.ahead.length === 0 && after.visited.length > 0);
}
