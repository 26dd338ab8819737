/**
 * Look ahead: when will one be at each stop, and will it be open then? And what if not.
 *
 * No rule of opening hours is read here. The edition's calendar has been worked out on the server, with
 * holidays, Ramadan and closures in it; a time that it does not reach is "not known".
 *
 * @typedef {"open" | "closed" | "unknown"} State
 * @typedef {object} Visit of a stop
 * @property {number} stop its number in the edition
 * @property {number | null} arrivalMs null where the way there takes nobody knows how long
 * @property {number | null} departureMs
 * @property {boolean} isAbout something of the way is only estimated
 * @property {State} state for the whole stay
 * @property {State} stateAtArrival
 * @property {{ms: number, state: State} | null} change the next one after arriving
 */

import { distanceM } from "../map/geometry.js";
import { dayOf } from "./walk.js";

const DETOUR = 1.35; // streets are longer than straight lines by about as much
const SPEED_MS = { foot: 1.2, wheelchair: 0.9, car: 7 };
const MINUTE_MS = 60_000;

/**
 * Return what a timeline says of a moment.
 *
 * @param {object | undefined} place of a calendar
 * @param {number} ms
 * @param {{from: string, until: string}} calendar
 * @returns {{state: State, reason: string, closure: number | null, change: {ms: number, state: State} | null}}
 */
export function stateAt(place, ms, calendar) {
  const unknown = { state: "unknown", reason: "not_known", closure: null, change: null };
  if (!place?.timeline?.length || ms < Date.parse(calendar.from) || ms >= Date.parse(calendar.until)) return unknown;
  const moments = place.timeline.map((entry) => ({ ...entry, ms: Date.parse(entry.at) }));
  const index = moments.findLastIndex((entry) => entry.ms <= ms);
  if (index < 0) return unknown;
  const { state, reason, closure } = moments[index];
  const change = moments.slice(index + 1).find((entry) => entry.state !== state);
  return { state, reason, closure, change: change ? { ms: change.ms, state: change.state } : null };
}

/**
 * Return the state of a whole stay: closed if it is closed at any time of it, else unknown if any is.
 *
 * @param {object | undefined} place of a calendar
 * @param {number} fromMs
 * @param {number} toMs
 * @param {{from: string, until: string}} calendar
 * @returns {State}
 */
export function stateDuring(place, fromMs, toMs, calendar) {
  const first = stateAt(place, fromMs, calendar).state;
  const later = (place?.timeline ?? [])
    .filter(({ at }) => Date.parse(at) > fromMs && Date.parse(at) < toMs)
    .map(({ state }) => state);
  const states = new Set([first, ...later]);
  if (states.has("closed")) return "closed";
  return states.has("unknown") ? "unknown" : "open";
}

/**
 * Return how long it takes from a stop to another, and whether that is only about right.
 *
 * @param {object} edition
 * @param {number} from number of a stop
 * @param {number} to
 * @param {number} factor of the walker's own pace
 * @returns {{seconds: number | null, isAbout: boolean}}
 */
export function between(edition, from, to, factor) {
  const leg = edition.legs.find(({ start, end }) => start === from && end === to);
  const back = edition.legs.find(({ start, end }) => start === to && end === from);
  const known = leg ?? back;
  if (known && known.duration_s !== null) {
    const seconds = known.duration_s * (known.mode === "car" ? 1 : factor);
    return { seconds, isAbout: known.approximate || known === back };
  }
  const position = (order) => edition.places[stopOf(edition, order).place].position;
  return straight(position(from), position(to), modeFrom(edition, Math.min(from, to)), factor);
}

/**
 * Return how long a way takes of which only both ends are known.
 *
 * @param {[number, number] | null} from
 * @param {[number, number] | null} to
 * @param {string} mode
 * @param {number} factor
 * @returns {{seconds: number | null, isAbout: boolean}}
 */
export function straight(from, to, mode, factor) {
  if (!from || !to) return { seconds: null, isAbout: true };
  const seconds = (distanceM(from, to) * DETOUR) / (SPEED_MS[mode] ?? SPEED_MS.foot);
  return { seconds: seconds * (mode === "car" ? 1 : factor), isAbout: true };
}

/**
 * Return the visits of the stops that are ahead.
 *
 * @param {object} given
 * @param {object} given.edition
 * @param {object} given.calendar
 * @param {number[]} given.ahead numbers of the stops, in the order they are walked in
 * @param {number} given.nowMs
 * @param {number | null} given.firstS until the first of them is reached; null where not known
 * @param {boolean} [given.isFirstAbout]
 * @param {number} [given.factor] of the walker's own pace
 * @returns {Visit[]}
 */
export function forecast({ edition, calendar, ahead, nowMs, firstS, isFirstAbout = false, factor = 1 }) {
  let atMs = firstS === null ? null : nowMs + firstS * 1000;
  let isAbout = isFirstAbout;
  return ahead.map((order, index) => {
    const stop = stopOf(edition, order);
    if (index > 0) {
      const way = between(edition, ahead[index - 1], order, factor);
      atMs = atMs === null || way.seconds === null ? null : atMs + way.seconds * 1000;
      isAbout ||= way.isAbout;
    }
    const visit = visitOf(stop, atMs, isAbout, calendar);
    atMs = visit.departureMs;
    return visit;
  });
}

/**
 * Return what can be done about the stops that will be closed: go there first, where that opens its door
 * and closes no other; or leave it out.
 *
 * @param {object} given as for `forecast`
 * @param {[number, number] | null} [given.position] where one is
 * @param {Visit[]} visits as they are now
 * @returns {{stop: number, closesMs: number | null, ways: ("first" | "leave_out")[]}[]}
 */
export function proposals(given, visits) {
  const { edition, calendar, ahead, position = null, factor = 1 } = given;
  return visits
    .filter(({ state, stateAtArrival }) => state === "closed" || stateAtArrival === "closed")
    .map(({ stop, arrivalMs }) => {
      const order = [stop, ...ahead.filter((each) => each !== stop)];
      const place = edition.places[stopOf(edition, stop).place];
      const way = straight(position, place.position, modeFrom(edition, ahead[0]), factor);
      const firstS = stop === ahead[0] ? given.firstS : way.seconds;
      const instead = forecast({ ...given, ahead: order, firstS, isFirstAbout: true });
      const closed = (list) => list.filter(({ state }) => state === "closed").map((each) => each.stop);
      const isBetter =
        stop !== ahead[0] &&
        instead[0].state !== "closed" &&
        closed(instead).every((each) => closed(visits).includes(each));
      const before = stateAt(calendar.places[stopOf(edition, stop).place], given.nowMs, calendar);
      const closesMs = before.state !== "closed" && before.change?.state === "closed" ? before.change.ms : null;
      return { stop, arrivalMs, closesMs, ways: isBetter ? ["first", "leave_out"] : ["leave_out"] };
    });
}

/**
 * Return who of a stop's people is there at a moment.
 *
 * @param {object} edition
 * @param {object} calendar
 * @param {number} order of the stop
 * @param {number} ms
 * @returns {{slug: string, presence: "there" | "perhaps" | "away"}[]} those who are there first
 */
export function peopleAt(edition, calendar, order, ms) {
  const stop = stopOf(edition, order);
  const rank = { there: 0, perhaps: 1, away: 2 };
  const named = { open: "there", closed: "away", unknown: "perhaps" };
  return stop.people
    .filter((slug) => edition.artisans[slug])
    .map((slug) => {
      const works = edition.artisans[slug].workplaces.filter(({ stop_place: place }) => place === stop.place);
      const found = works.map(({ key }) => named[stateAt(calendar.workplaces[key], ms, calendar).state]);
      const presence = found.sort((one, other) => rank[one] - rank[other])[0] ?? "perhaps";
      return { slug, presence };
    })
    .sort((one, other) => rank[one.presence] - rank[other.presence]);
}

/**
 * Return the time on the territory's wall at a moment, `HH:MM`. Its offset is that of the calendar's
 * moments: the phone may be set to another zone, or not know the territory's.
 *
 * @param {number} ms
 * @param {string} sample a moment of the calendar, with its offset
 * @returns {string}
 */
export function wallTime(ms, sample) {
  return new Date(ms + offsetMinutes(sample) * MINUTE_MS).toISOString().slice(11, 16);
}

/**
 * Return the day in the territory at a moment, `YYYY-MM-DD`.
 *
 * @param {number} ms
 * @param {string} sample
 * @returns {string}
 */
export function wallDay(ms, sample) {
  return new Date(ms + offsetMinutes(sample) * MINUTE_MS).toISOString().slice(0, 10);
}

/**
 * Return a stop by its number.
 *
 * @param {object} edition
 * @param {number} order
 * @returns {object}
 */
export function stopOf(edition, order) {
  return edition.stops.find((stop) => stop.order === order);
}

/**
 * Return those of some stops that are on the same day as the first of them; all of them, unless they are
 * the stops of a plan of several days.
 *
 * @param {object} edition
 * @param {number[]} ahead numbers of stops
 * @returns {number[]}
 */
export function sameDay(edition, ahead) {
  return ahead.filter((order) => dayOf(edition, order) === dayOf(edition, ahead[0]));
}

/** Return how one leaves a stop. */
function modeFrom(edition, order) {
  return stopOf(edition, order)?.onward_mode || edition.circuit.mode;
}

function visitOf(stop, arrivalMs, isAbout, calendar) {
  const place = calendar.places[stop.place];
  const beginMs = arrivalMs === null ? null : beginningOf(stop, arrivalMs, calendar);
  const departureMs = arrivalMs === null ? null : beginMs + stop.dwell_minutes * MINUTE_MS;
  const at = arrivalMs === null ? null : stateAt(place, beginMs, calendar);
  return {
    stop: stop.order,
    arrivalMs,
    departureMs,
    isAbout,
    state: arrivalMs === null ? "unknown" : stateDuring(place, beginMs, departureMs, calendar),
    stateAtArrival: at?.state ?? "unknown",
    change: at?.change ?? null,
  };
}

/** Return when a visit begins: on arrival, unless the plan was to wait until the door opens. */
function beginningOf({ place, wait_minutes: waitMinutes = 0 }, arrivalMs, calendar) {
  const { state, change } = stateAt(calendar.places[place], arrivalMs, calendar);
  const opensSoon = state === "closed" && change?.state === "open" && change.ms - arrivalMs <= waitMinutes * MINUTE_MS;
  return opensSoon ? change.ms : arrivalMs;
}

function offsetMinutes(sample) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(sample) ?? [null, "+", 0, 0];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
