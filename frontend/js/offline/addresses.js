/**
 * Where a circuit's pages are, and those of a plan, which is a circuit that somebody has had made: all
 * of it is in the query of its address, of which the phone makes its name, as the server does
 * (circuits/plans/taken.py).
 */

import { digest } from "./genuine.js";

const PLAN = /^plan-[0-9a-f]{16}$/;

/** Say whether a slug is the one of a plan. */
export function isPlan(slug) {
  return PLAN.test(slug);
}

/**
 * Return what a plan is called on this phone.
 *
 * @param {string} query of its address, without a question mark
 * @returns {Promise<string>}
 */
export async function planOf(query) {
  return `plan-${await digest(query)}`;
}

/**
 * Return the address of a circuit's page, or of a plan's; of one whose query is lost, that of all plans.
 *
 * @param {string} slug
 * @param {string | undefined} query of a plan
 * @param {string} language
 * @param {"" | "follow/"} [part]
 * @returns {string}
 */
export function pageOf(slug, query, language, part = "") {
  if (!isPlan(slug)) return `/${language}/circuits/${slug}/${part}`;
  return query ? `/${language}/plan/${part}?${query}` : `/${language}/plan/`;
}

/**
 * Return where the pointer to a circuit's current edition is, or to a plan's.
 *
 * @param {string} slug
 * @param {string} [query] of a plan
 */
export function pointerUrl(slug, query) {
  return isPlan(slug) ? `/api/v1/plan/edition.json?${query}` : `/api/v1/circuits/${slug}/edition.json`;
}

/**
 * Return the query of the plan that an address keeps, without its times: of what can be changed of it.
 *
 * @param {string} query
 */
export function withoutTimes(query) {
  return query.split("&").filter((pair) => !pair.startsWith("times=")).join("&");
}
