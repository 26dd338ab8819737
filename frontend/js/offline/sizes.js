/** Sizes and dates as people say them. */

import { dateLocales } from "../map/words.js";

/**
 * Return a size in words: 340 kB, 2.4 MB, 12 MB.
 *
 * @param {number} bytes
 * @param {import("../map/words.js").Words} words
 * @returns {string}
 */
export function sizeInWords(bytes, words) {
  if (bytes < 950_000) return words.say("kilobytes", { number: Math.max(1, Math.round(bytes / 1000)) });
  const megabytes = bytes / 1_000_000;
  const number = megabytes.toFixed(megabytes < 10 ? 1 : 0).replace(".", words.texts.decimal_mark);
  return words.say("megabytes", { number });
}

/**
 * Return a date in words.
 *
 * @param {number | string} when milliseconds since 1970, or 2026-11-28
 * @param {string} language
 * @returns {string}
 */
export function dateInWords(when, language) {
  const isDay = typeof when === "string";
  const date = new Date(isDay ? `${when.slice(0, 10)}T12:00:00Z` : when);
  const zone = isDay ? { timeZone: "UTC" } : {};
  return new Intl.DateTimeFormat(dateLocales(language), { dateStyle: "long", ...zone }).format(date);
}

/**
 * Return a stretch of days in words; a single one is that day.
 *
 * @param {string} first 2026-12-05
 * @param {string} last
 * @param {string} language
 * @returns {string}
 */
export function daysInWords(first, last, language) {
  const format = new Intl.DateTimeFormat(dateLocales(language), { dateStyle: "long", timeZone: "UTC" });
  return format.formatRange(new Date(`${first}T12:00:00Z`), new Date(`${last}T12:00:00Z`));
}
