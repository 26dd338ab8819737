/**
 * Send what waits, each once: the order, and what is kept of each answer.
 *
 * @typedef {import("./report.js").Report} Report
 *
 * @typedef {object} Shelf where reports lie on this phone
 * @property {() => Promise<Report[]>} all
 * @property {(report: Report) => Promise<void>} replace the one with its id, if it is still there
 * @property {(id: string) => Promise<void>} drop
 */

import { SIGNED_OUT, after, isDue, isOver } from "./report.js";

/**
 * Send what is due, the oldest first, and return all that is on this phone then.
 *
 * Without a network, or signed out, the rest is not tried: it would not arrive either. What
 * somebody else is to sign in for keeps nothing else waiting.
 *
 * @param {Shelf} shelf
 * @param {(report: Report) => Promise<import("./report.js").Answer | null>} post
 * @param {object} options
 * @param {() => number} options.now milliseconds since 1970
 * @param {boolean} [options.isImpatient] also what is to wait a while longer
 * @returns {Promise<Report[]>}
 */
export async function deliver(shelf, post, { now, isImpatient = false }) {
  for (const report of await shelf.all()) {
    if (isOver(report, now())) await shelf.drop(report.id);
    const isNext = isImpatient ? report.state === "waiting" : isDue(report, now());
    if (!isNext) continue;
    const answer = await post(report);
    await shelf.replace(after(report, answer, now()));
    if (!answer || (answer.status === SIGNED_OUT && !answer.isOfAnother)) break;
  }
  return shelf.all();
}

/**
 * Return when the next report is due; null where none waits.
 *
 * @param {Report[]} reports
 * @returns {number | null} milliseconds since 1970
 */
export function nextDue(reports) {
  const due = reports.filter(({ state }) => state === "waiting").map(({ nextMs }) => nextMs);
  return due.length ? Math.min(...due) : null;
}
