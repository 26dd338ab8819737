/**
 * Keep what the map shows in its address, so that a link or a reload shows the same.
 *
 * The filters are in the query, where the server reads them too; the view is in the fragment,
 * `#zoom/latitude/longitude`, which only the browser sees.
 *
 * @typedef {object} View
 * @property {number} zoom
 * @property {[number, number]} centre longitude, latitude
 *
 * @typedef {object} Filters
 * @property {string[]} categories
 * @property {string} craft slug, empty for any
 * @property {string} open "now", a date such as 2026-11-28, or empty
 */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const FILTER_NAMES = ["category", "craft", "open", "open_on"];

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({ categories: [], craft: "", open: "" });

/**
 * Return the view of a fragment, or null where it holds none.
 *
 * @param {string} hash
 * @returns {View | null}
 */
export function parseView(hash) {
  const parts = hash.replace(/^#/, "").split("/");
  if (parts.length !== 3 || parts.some((part) => part === "")) return null;
  const [zoom, lat, lon] = parts.map(Number);
  const valid = zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return valid ? { zoom, centre: [lon, lat] } : null;
}

/**
 * Return the fragment of a view, rounded to what a screen can show.
 *
 * @param {View} view
 * @returns {string}
 */
export function formatView({ zoom, centre: [lon, lat] }) {
  const digits = Math.max(1, Math.min(6, Math.ceil(zoom / 3)));
  const short = (value, count) => String(Number(value.toFixed(count)));
  return `#${short(zoom, 2)}/${short(lat, digits)}/${short(lon, digits)}`;
}

/**
 * Return the filters that a query asks for. Values may be repeated or separated by commas.
 *
 * @param {string} search
 * @returns {Filters}
 */
export function parseFilters(search) {
  const query = new URLSearchParams(search);
  const all = (name) => query.getAll(name).flatMap((text) => text.split(",")).filter(Boolean);
  const day = query.get("open_on") ?? "";
  const open = query.get("open") === "now" ? "now" : DATE.test(day) ? day : "";
  return { categories: [...new Set(all("category"))], craft: all("craft")[0] ?? "", open };
}

/**
 * Return a query with the filters in it; what else it says is kept.
 *
 * @param {Filters} filters
 * @param {string} [search] the query so far
 * @returns {string} empty, or beginning with a question mark
 */
export function formatFilters({ categories, craft, open }, search = "") {
  const query = new URLSearchParams(search);
  FILTER_NAMES.forEach((name) => query.delete(name));
  if (categories.length) query.set("category", categories.join(","));
  if (craft) query.set("craft", craft);
  if (open === "now") query.set("open", "now");
  else if (open) query.set("open_on", open);
  const text = query.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/**
 * Return how many filters are set.
 *
 * @param {Filters} filters
 * @returns {number}
 */
export function countFilters({ categories, craft, open }) {
  return categories.length + (craft ? 1 : 0) + (open ? 1 : 0);
}

/**
 * Return the clock of a place as the API reads it, such as 2026-11-28T10:00.
 *
 * @param {Date} moment
 * @param {string} timeZone IANA name
 * @returns {string}
 */
export function localTime(moment, timeZone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(moment);
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/**
 * Return the query that asks the API for the places of a box.
 *
 * @param {object} asked
 * @param {import("./geometry.js").Box} asked.box
 * @param {string} asked.language
 * @param {Filters} asked.filters
 * @param {string} asked.now as `localTime` gives it
 * @returns {string} beginning with a question mark
 */
export function placesQuery({ box, language, filters, now }) {
  const query = new URLSearchParams({ bbox: box.join(","), lang: language });
  if (filters.categories.length) query.set("category", filters.categories.join(","));
  if (filters.craft) query.set("craft", filters.craft);
  if (filters.open === "now") query.set("open_at", now);
  else if (filters.open) query.set("open_on", filters.open);
  return `?${query.toString().replaceAll("%2C", ",")}`;
}
