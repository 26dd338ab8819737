/**
 * The places on this phone: which to survey first, how many are, and what observations change of them.
 *
 * @typedef {object} Place as geodata/field/survey.py gives it
 * @property {string} slug
 * @property {Record<string, string>} name by language
 * @property {string} category
 * @property {string} inside slug of the place it lies in, or ""
 * @property {boolean} is_core
 * @property {boolean} is_public
 * @property {"surveyed" | "published" | "approximate" | "sample" | "unlocated"} quality
 * @property {number | null} accuracy_m
 * @property {[number, number] | null} point longitude and latitude, WGS 84
 * @property {object | null} outline GeoJSON, where it is no point
 * @property {[number, number] | null} entrance
 * @property {string} checked_on a date, or ""
 * @property {Record<string, string>} known opaque; goes back with what is observed
 */

import { distanceM } from "../map/geometry.js";

const GROUPS = ["main_first", "unlocated", "approximate", "old", "done"];
const YEAR_MS = 365 * 86_400_000;
const FALLBACKS = ["fr", "en", "ar", "es", "zgh"];

/** Return what a place is called in a language, or else in another one. */
export function nameOf({ name }, language) {
  return [language, ...FALLBACKS].map((code) => name[code]).find(Boolean) ?? "–";
}

/** Towns are areas: nobody stands at one. @param {Place[]} places */
export function toSurvey(places) {
  return places.filter(({ category }) => category !== "town");
}

/** Return how a place counts in the progress of the survey. @param {Place} place */
export function stateOf({ quality }) {
  return quality === "sample" ? "unlocated" : quality;
}

/**
 * Return which group of the list a place belongs to.
 *
 * @param {Place} place
 * @param {number} nowMs
 * @returns {"main_first" | "unlocated" | "approximate" | "old" | "done"}
 */
export function groupOf(place, nowMs) {
  const state = stateOf(place);
  const isRough = state === "unlocated" || state === "approximate";
  if (isRough) return place.is_core ? "main_first" : state;
  const isFresh = place.checked_on && nowMs - Date.parse(place.checked_on) < YEAR_MS;
  return isFresh ? "done" : "old";
}

/**
 * Return the list in its groups; in each the nearest first where one knows from where, and what has no
 * position after that.
 *
 * @param {Place[]} places
 * @param {object} options
 * @param {number} options.nowMs
 * @param {[number, number] | null} [options.here]
 * @returns {{group: string, places: {place: Place, awayM: number | null}[]}[]} groups that have any
 */
export function inOrder(places, { nowMs, here = null }) {
  const seen = toSurvey(places).map((place) => ({
    place,
    group: groupOf(place, nowMs),
    awayM: here && place.point ? distanceM(here, place.point) : null,
  }));
  return GROUPS.map((group) => ({
    group,
    places: seen
      .filter((one) => one.group === group)
      .sort((one, other) => (one.awayM ?? Infinity) - (other.awayM ?? Infinity) || 0)
      .map(({ place, awayM }) => ({ place, awayM })),
  })).filter(({ places: found }) => found.length);
}

/**
 * Return how far the survey has come.
 *
 * @param {Place[]} places
 * @returns {{surveyed: number, published: number, approximate: number, unlocated: number, all: number}}
 */
export function progressOf(places) {
  const counts = { surveyed: 0, published: 0, approximate: 0, unlocated: 0, all: 0 };
  for (const place of toSurvey(places)) {
    counts[stateOf(place)] += 1;
    counts.all += 1;
  }
  return counts;
}

/**
 * Return a place as it is once an observation of it is taken over.
 *
 * @param {Place} place
 * @param {object} told of the observation
 * @returns {Place}
 */
export function observed(place, { kind, longitude, latitude, accuracy_m: accuracyM, made_at: madeAt }) {
  const spot = longitude ? [Number(longitude), Number(latitude)] : null;
  const checked = kind === "note" ? place : { ...place, checked_on: madeAt.slice(0, 10) };
  if (kind === "position") return { ...checked, quality: "surveyed", point: place.entrance ?? spot, accuracy_m: Number(accuracyM) };
  if (kind === "entrance") return { ...checked, entrance: spot, point: spot };
  return checked;
}
