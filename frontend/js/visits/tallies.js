/**
 * What this phone counts of its walks: one number for each day, thing, circuit or stop, and language.
 * No time, no order, nothing that stands for the phone. docs/visits.md tells what comes of it.
 */

import { Kept } from "../follow/kept.js";
import { isPlan } from "../offline/addresses.js";

const KEY = "visits"; // site.js knows it
const OFF = "visits-off";
const OLDEST_DAYS = 60;
const MOST_KEPT = 200;
const MOST_EACH = 99;
export const MOST_SENT = 50;
const DAY_MS = 86_400_000;
const FIELDS = ["day", "what", "subject", "language"];

/**
 * @typedef {object} Visits
 * @property {string} day such as 2026-11-28
 * @property {"taken" | "begun" | "reached" | "finished"} what
 * @property {string} subject slug of the circuit; of a stop, circuit/place
 * @property {string} language
 * @property {number} count
 */

export class Tallies {
  /**
   * @param {Kept} [kept]
   * @param {Partial<Navigator>} [browser] which may say that nobody is to be followed
   */
  constructor(kept = new Kept(), browser = globalThis.navigator ?? {}) {
    this.kept = kept;
    this.objects = browser.globalPrivacyControl === true || browser.doNotTrack === "1";
  }

  /** Whether the reader does not want walks to be counted, or the browser says so. */
  get isOff() {
    return this.objects || this.kept.read(OFF) !== null;
  }

  /** @returns {Visits[]} what has not been sent yet */
  waiting() {
    try {
      const found = JSON.parse(this.kept.read(KEY) ?? "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }

  /**
   * Count once; nothing of a plan, since only who made it has it, and its name would stand for them.
   *
   * @param {Visits["what"]} what
   * @param {string} subject
   * @param {string} language
   * @param {string} [day]
   */
  count(what, subject, language, day = dayOf(Date.now())) {
    if (isPlan(subject.split("/")[0])) return;
    this.add([{ day, what, subject, language, count: 1 }]);
  }

  /** Add to what waits, unless nothing is to be counted. @param {Visits[]} visits */
  add(visits) {
    if (this.isOff) return;
    const all = new Map();
    for (const each of [...this.waiting(), ...visits]) {
      const key = FIELDS.map((field) => each[field]).join(" ");
      all.set(key, { ...each, count: Math.min(MOST_EACH, each.count + (all.get(key)?.count ?? 0)) });
    }
    // By what it says: else the order would tell what came after what.
    const sorted = [...all.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
    this.keep(sorted.map(([, each]) => each).slice(-MOST_KEPT));
  }

  /** Hand out what is to be sent, and forget it. @returns {Visits[]} */
  draw(nowMs = Date.now()) {
    const oldest = dayOf(nowMs - OLDEST_DAYS * DAY_MS);
    const visits = this.waiting().filter(({ day }) => day > oldest);
    this.keep(visits.slice(MOST_SENT));
    return visits.slice(0, MOST_SENT);
  }

  /** Count no more, and forget what waits; or count again. @param {boolean} isOff */
  switchOff(isOff) {
    if (isOff) {
      this.kept.write(OFF, "1");
      this.keep([]);
    } else this.kept.forget(OFF);
  }

  keep(visits) {
    if (visits.length) this.kept.write(KEY, JSON.stringify(visits));
    else this.kept.forget(KEY);
  }
}

/** Return the day that a moment lies on by the phone's own clock: 2026-11-28. @param {number} ms */
export function dayOf(ms) {
  const moment = new Date(ms);
  return new Date(ms - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
