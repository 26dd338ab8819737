/**
 * What is announced at the stops of an edition, and in the town that they lie in: festivals, fairs.
 *
 * @typedef {object} Announced as docs/editions.md has it
 * @property {Record<string, string>} name
 * @property {string} place
 * @property {Record<string, string>} place_name
 * @property {string[]} at the stops' places
 * @property {string} first_day 2026-12-05
 * @property {string} last_day
 */

const AHEAD_DAYS = 14; // as on the site's first page

/**
 * Return what goes on on a day or begins in the two weeks from it on, soonest first.
 *
 * @param {{events?: Announced[]}} document none in older editions
 * @param {string} day 2026-11-28
 * @param {string | null} [place] one stop's; all of them without
 * @returns {Announced[]}
 */
export function eventsAt({ events = [] }, day, place = null) {
  const until = new Date(`${day}T12:00:00Z`);
  until.setUTCDate(until.getUTCDate() + AHEAD_DAYS - 1);
  const last = until.toISOString().slice(0, 10);
  return events
    .filter((event) => event.last_day >= day && event.first_day <= last && (place === null || event.at.includes(place)))
    .sort((one, other) => (one.first_day < other.first_day ? -1 : Number(one.first_day > other.first_day)));
}
