/**
 * Put where a walk stands into words: plain data that the page then shows.
 */

import { shortName } from "../map/drawing.js";
import { distanceM } from "../map/geometry.js";
import { dateLocales } from "../map/words.js";
import { circleOf } from "./arrival.js";
import { textIn } from "./features.js";
import { Plane, bearingTo, turnBetween } from "./plane.js";
import { stateAt, stopOf, wallTime } from "./schedule.js";
import { target } from "./walk.js";

const NOW_M = 12;
const ROUGH_M = 60;

/**
 * @typedef {object} Told what a sentence is made of
 * @property {object} edition
 * @property {object} calendar
 * @property {import("./walk.js").Walk} walk
 * @property {import("./guide.js").View} view
 * @property {import("../map/words.js").Words} words
 * @property {string} language
 * @property {number} nowMs
 */

/** @returns {string} a name of an edition's place, without its other spellings */
export function nameOf({ edition, language }, order) {
  const stop = stopOf(edition, order);
  return stop ? shortName(textIn(edition.places[stop.place].name, language).words) : "";
}

/** Tell whether an edition is a plan of several days. */
export function lastsDays({ stops }) {
  return stops.at(-1).day !== stops[0].day;
}

/** @returns {string} the day of a stop in words; "" unless there are several */
export function daySaid({ edition, language }, order) {
  if (!lastsDays(edition)) return "";
  const date = new Date(`${stopOf(edition, order).day}T12:00:00Z`);
  const style = { weekday: "long", day: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(dateLocales(language), style).format(date);
}

/**
 * Return what the bar says: what to do next.
 *
 * @param {Told} told
 * @returns {{manner: "way" | "off" | "ask", icon: string, turn: number | null, distance: string, main: string, language: string, note: string}}
 */
export function barSaid(told) {
  const { walk, view, words, language, edition } = told;
  const stop = target(walk);
  const name = nameOf(told, stop);
  const place = edition.places[stopOf(edition, stop).place];
  const plain = { manner: "way", turn: null, distance: "", language, note: "" };
  if (view.isOff) {
    const { lengthM, isWalked } = view.wayBack ?? { lengthM: 0, isWalked: false };
    const distance = words.length(lengthM);
    const note = words.say(isWalked ? "off_walked" : "off_straight", { distance });
    return { ...plain, manner: "off", icon: "turn-back", distance, main: words.say("off"), note };
  }
  if (view.isInDoubt) {
    const distance = words.length(view.wayBack?.lengthM ?? 0);
    return { ...plain, manner: "ask", icon: "question", main: words.say("doubt"), note: words.say("off_straight", { distance }) };
  }
  if (view.next) {
    const { instruction, distanceM: aheadM } = view.next;
    const text = instruction.text ? textIn(instruction.text, language) : null;
    const isLast = instruction.turn === "arrive";
    const main = isLast ? words.say("towards", { name }) : (text?.words ?? capital(words.say(`turn_${instruction.turn}`)));
    return {
      ...plain,
      icon: instruction.icon,
      distance: aheadM < NOW_M ? (isLast ? "" : words.say("now")) : words.length(aheadM),
      main,
      language: isLast ? language : (text?.language ?? language),
    };
  }
  if (!place.position) {
    return { ...plain, manner: "ask", icon: "question", main: words.say("towards", { name }), note: words.say("ask_unlocated") };
  }
  const here = view.where?.position;
  const turn = here ? turnTo(here, place.position, view.where.heading) : null;
  const main = words.say("towards", { name });
  if (view.isAway) return { ...plain, manner: "off", icon: "warning", main: words.say("away", { name }), note: words.say("away_note") };
  const distance = here ? words.say("about", { amount: words.length(distanceM(here, place.position)) }) : "";
  return { ...plain, manner: "ask", icon: "straight", turn, distance, main, note: words.say("ask_way") };
}

/**
 * Return how far, how long and when.
 *
 * @param {Told} told
 * @param {import("./schedule.js").Visit | undefined} visit of the stop that comes next
 * @returns {{distance: string, time: string, arrival: string, end: string}}
 */
export function remainingSaid({ view, words, calendar }, visit) {
  const { toStopM, toStopS, isAbout, toEndS } = view.remaining;
  const about = (amount) => (isAbout ? words.say("about", { amount }) : amount);
  const time = visit?.arrivalMs ? wallTime(visit.arrivalMs, calendar.from) : null;
  return {
    distance: toStopM === null ? "" : about(words.length(toStopM)),
    time: toStopS === null ? "" : words.duration(toStopS),
    arrival: time ? words.say(isAbout ? "there_about" : "there_at", { time }) : "",
    end: toEndS === null || toEndS === toStopS ? "" : words.say("to_the_end", { time: words.duration(toEndS) }),
  };
}

/**
 * Return the state of a stop as a badge: at the arrival; or now, for somebody who is there, and where
 * nobody knows when one comes.
 *
 * @param {Told} told
 * @param {number} order of the stop
 * @param {number} atMs
 * @param {boolean} isNow
 * @returns {{kind: "open" | "closed" | "unknown", label: string}}
 */
export function stateSaid({ edition, calendar, words }, order, atMs, isNow) {
  const place = calendar.places[stopOf(edition, order).place];
  const { state, change } = stateAt(place, atMs, calendar);
  const time = change && change.ms - atMs < 86_400_000 ? wallTime(change.ms, calendar.from) : null;
  const keys = isNow
    ? { open: ["open_now_until", "open_now_here"], closed: ["closed_now_until", "closed_now"] }
    : { open: ["open_until", "open"], closed: ["opens_at", "closed"] };
  if (state === "unknown") return { kind: "unknown", label: words.say("unknown") };
  const [timed, plain] = keys[state];
  const isTimed = time && (state === "closed" ? change.state === "open" : change.state !== "open");
  return { kind: state, label: isTimed ? words.say(timed, { time }) : words.say(plain) };
}

/**
 * Return how sure it is that one has arrived.
 *
 * @param {Told} told
 * @param {number} order
 * @returns {{kind: string, label: string}}
 */
export function arrivedSaid({ edition, words }, order) {
  const place = edition.places[stopOf(edition, order).place];
  const { position_quality: quality, sample, position } = place;
  if (quality === "sample" || (sample && position)) return { kind: "sample", label: words.say("arrived_sample") };
  if (circleOf(place)?.kind !== "here") return { kind: "approximate", label: words.say("arrived_around") };
  return { kind: "surveyed", label: words.say("arrived") };
}

/**
 * Return the warnings of what will be closed.
 *
 * @param {Told} told
 * @param {ReturnType<import("./schedule.js").proposals>} closed
 * @returns {{stop: number, text: string, ways: string[]}[]}
 */
export function closedSaid(told, closed) {
  const { words, calendar } = told;
  return closed.map(({ stop, arrivalMs, closesMs, ways }) => {
    const name = nameOf(told, stop);
    const text = words.say("closed_ahead", { name, time: wallTime(arrivalMs, calendar.from) });
    const until = closesMs === null ? "" : words.say("closes_at", { time: wallTime(closesMs, calendar.from) });
    return { stop, text: [text, until].filter(Boolean).join(" "), ways };
  });
}

/** @returns {boolean} whether a position is too rough to be shown without a word */
export function isRough(where) {
  return Boolean(where && where.accuracyM > ROUGH_M);
}

/** @returns {string} with a capital letter, where the script has such */
export function capital(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

function turnTo(here, there, heading) {
  if (heading === null) return null;
  const plane = new Plane(here);
  return Math.round(turnBetween(heading, bearingTo([0, 0], plane.point(there))) / 5) * 5;
}
