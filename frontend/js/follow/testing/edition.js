/**
 * A small edition for the tests: three stops on an east-west street of a made-up town, and one nobody
 * has found.
 */

import { Plane } from "../plane.js";

export const PLANE = new Plane([-10.06, 28.98]);
export const at = (eastM, northM = 0) => PLANE.position([eastM, northM]);
export const text = (words) => ({ ar: words, en: words, es: words, fr: words, zgh: words });
export const DAY = "2026-11-28T";
export const ms = (time) => Date.parse(`${DAY}${time}+01:00`);

/** @returns {object} a place that is surveyed unless told otherwise */
export function place(name, position, changes = {}) {
  return {
    name: text(name),
    story: text(`The story of ${name}.`),
    category: "souk",
    position,
    geometry: null,
    position_quality: position ? "surveyed" : "unlocated",
    position_accuracy_m: 5,
    area: null,
    sample: false,
    images: [],
    ...changes,
  };
}

/** @returns {object} a leg along the streets */
export function leg(start, end, points, changes = {}) {
  const coordinates = points.map((point) => at(...point));
  const lengthM = points.slice(1).reduce((sum, [x, y], index) => sum + Math.hypot(x - points[index][0], y - points[index][1]), 0);
  return {
    start,
    end,
    mode: "foot",
    basis: "streets",
    approximate: false,
    distance_m: Math.round(lengthM),
    duration_s: Math.round(lengthM / 1.2),
    geometry: { type: "LineString", coordinates },
    manoeuvres: points.map((_, index) => ({
      begin: index,
      end: Math.min(index + 1, points.length - 1),
      kind: index === 0 ? "depart" : index === points.length - 1 ? "arrive" : "left",
      icon: index === 0 ? "depart" : index === points.length - 1 ? "arrive" : "turn-left",
      text: text(`Do ${index}`),
    })),
    ...changes,
  };
}

const stop = (order, name) => ({
  order,
  place: name,
  dwell_minutes: 30,
  onward_mode: "foot",
  note: null,
  people: order === 1 ? ["aicha", "brahim"] : [],
  products: [],
});

/** @returns {object} */
export function edition(changes = {}) {
  return {
    format: 1,
    hash: "aaaa",
    published_at: `${DAY}06:00+01:00`,
    circuit: { slug: "markets", name: text("Markets"), mode: "foot" },
    stops: [stop(1, "gate"), stop(2, "souk"), stop(3, "well"), stop(4, "hidden")],
    places: {
      gate: place("Gate", at(0)),
      souk: place("Souk", at(300, 200)),
      well: place("Well", at(600, 200)),
      hidden: place("Hidden", null, { area: { place: "town", name: text("Town"), position: at(600, 900), radius_m: 400 } }),
    },
    legs: [
      leg(1, 2, [[0, 0], [300, 0], [300, 200]]),
      leg(2, 3, [[300, 200], [600, 200]]),
      { ...leg(3, 4, [[600, 200], [600, 200]]), geometry: null, distance_m: null, duration_s: null, basis: "unknown", manoeuvres: [] },
    ],
    artisans: {
      aicha: { name: text("Aïcha"), workplaces: [{ key: "aicha/gate", place: "gate", stop_place: "gate" }] },
      brahim: { name: text("Brahim"), workplaces: [{ key: "brahim/gate", place: "gate", stop_place: "gate" }] },
    },
    products: {},
    ...changes,
  };
}

const timeline = (...entries) => ({
  timeline: entries.map(([time, state]) => ({ at: `${DAY}${time}+01:00`, state, reason: "hours", closure: null })),
});

/** @returns {object} the well shuts at eleven; of the hidden one nothing is known */
export function calendar(changes = {}) {
  return {
    from: `${DAY}00:00+01:00`,
    until: "2026-12-05T00:00+01:00",
    days: [],
    places: {
      gate: timeline(["00:00", "closed"], ["06:00", "open"], ["18:00", "closed"]),
      souk: timeline(["00:00", "closed"], ["08:00", "open"], ["13:00", "closed"]),
      well: timeline(["00:00", "open"], ["11:00", "closed"]),
      ...changes,
    },
    workplaces: { "aicha/gate": timeline(["00:00", "closed"]), "brahim/gate": timeline(["00:00", "open"]) },
  };
}

/** @returns {object} the same as a plan of two days, two stops on each */
export function planOfTwoDays(changes = {}) {
  const made = edition(changes);
  const stops = made.stops.map((each) => ({ ...each, day: each.order < 3 ? "2026-11-28" : "2026-11-29", wait_minutes: 0 }));
  return { ...made, stops, legs: made.legs.filter(({ start }) => start !== 2) };
}
