import assert from "node:assert/strict";
import { test } from "node:test";

import { bestDay, clock, closuresOn, momentOf, offsetOn, plannedVisits, stateBetween, visitsOn } from "./day.js";

const TIMELINE = [
  { at: "2026-11-28T00:00+01:00", state: "closed" },
  { at: "2026-11-28T06:00+01:00", state: "open" },
  { at: "2026-11-28T12:00+01:00", state: "unknown" },
  { at: "2026-11-29T00:00+01:00", state: "closed" },
];
const CALENDAR = {
  from: "2026-11-28T00:00+01:00",
  until: "2026-11-30T00:00+01:00",
  days: [{ date: "2026-11-28", good_day: true }, { date: "2026-11-29", good_day: false }],
  places: {
    souk: {
      timeline: TIMELINE,
      days: [{ state: "open", intervals: [{ start: "2026-11-28T06:00+01:00", end: null }] }, { state: "closed", intervals: [] }],
    },
  },
  workplaces: { "aicha/souk": { timeline: TIMELINE, days: [{ state: "open", intervals: [] }, { state: "closed", intervals: [] }] } },
};
const DOCUMENT = {
  stops: [
    { order: 1, place: "souk", dwell_minutes: 60, people: ["aicha"] },
    { order: 2, place: "fort", dwell_minutes: 30, people: [] },
    { order: 3, place: "souk", dwell_minutes: 30, people: ["aicha"] },
  ],
  legs: [{ start: 1, end: 2, duration_s: 600 }, { start: 2, end: 3, duration_s: null }],
  artisans: { aicha: { workplaces: [{ key: "aicha/souk", stop_place: "souk" }] } },
  closures: [
    { id: 1, since: "2026-11-28T08:00+01:00", until: "2026-11-28T09:00+01:00" },
    { id: 2, since: "2026-12-01T00:00+01:00", until: null },
  ],
};
const at = (text) => Date.parse(`2026-11-${text}+01:00`);
const between = (from, until) => stateBetween(CALENDAR, TIMELINE, at(from), at(until));

test("open is what is open all the while", () => {
  assert.equal(between("28T06:00", "28T12:00"), "open");
  assert.equal(between("28T07:00", "28T07:00"), "open");
});

test("any part that is closed makes it closed, any that nobody knows of not known", () => {
  assert.equal(between("28T05:30", "28T06:30"), "closed");
  assert.equal(between("28T11:30", "28T12:30"), "unknown");
});

test("outside the calendar, and of a place that is not in it, nothing is known", () => {
  assert.equal(between("27T10:00", "27T11:00"), "unknown");
  assert.equal(between("30T10:00", "30T11:00"), "unknown");
  assert.equal(stateBetween(CALENDAR, undefined, at("28T07:00")), "unknown");
});

test("times are those of the town's clocks, also where they change in Ramadan", () => {
  const ramadan = { ...CALENDAR, places: { souk: { timeline: [...TIMELINE, { at: "2027-02-07T00:00+00:00", state: "open" }] } } };
  assert.equal(offsetOn(ramadan, "2026-11-28"), "+01:00");
  assert.equal(offsetOn(ramadan, "2027-02-10"), "+00:00");
  assert.equal(momentOf(CALENDAR, "2026-11-28", "07:00"), at("28T07:00"));
  assert.equal(clock(CALENDAR, "2026-11-28", at("28T07:05")), "07:05");
});

test("a day goes on from stop to stop until a leg whose length nobody knows", () => {
  const visits = visitsOn(DOCUMENT, CALENDAR, "2026-11-28", "07:00");
  assert.deepEqual(visits.map(({ arrival }) => arrival), [at("28T07:00"), at("28T08:10"), null]);
  assert.deepEqual(visits.map(({ state }) => state), ["open", "unknown", "unknown"]);
  assert.deepEqual(visits[0].people, { aicha: "open" });
  assert.equal(visitsOn(DOCUMENT, CALENDAR, "2026-11-29", "07:00")[2].state, "closed");
});

test("a circuit is shown on the next day that it is made for", () => {
  assert.equal(bestDay(CALENDAR, "2026-11-27"), "2026-11-28");
  assert.equal(bestDay(CALENDAR, "2026-11-29"), "2026-11-29");
});

test("a closure is told on its days", () => {
  const on = (day) => closuresOn(DOCUMENT, CALENDAR, day).map(({ id }) => id);
  assert.deepEqual(on("2026-11-28"), [1]);
  assert.deepEqual(on("2026-11-29"), []);
  assert.deepEqual(on("2026-12-05"), [2]);
});

test("the visits of a plan are at the times it was made for, on its own days", () => {
  const at = (day, from, until, waitMinutes = 0) => ({
    day,
    arrives_at: `${day}T${from}+01:00`,
    leaves_at: `${day}T${until}+01:00`,
    wait_minutes: waitMinutes,
  });
  const [souk, other] = [DOCUMENT.stops[0], DOCUMENT.stops[2]];
  const plan = {
    ...DOCUMENT,
    stops: [{ ...souk, ...at("2026-11-28", "05:50", "07:00", 10) }, { ...other, ...at("2026-11-29", "09:00", "09:30") }],
  };
  const closed = structuredClone(CALENDAR);
  closed.places.souk.days[1].closure = 7;
  closed.closures = { 7: { fr: "travaux" } };
  const [first, second] = plannedVisits(plan, closed);
  assert.deepEqual([first.arrival, first.departure, first.state], [Date.parse("2026-11-28T05:50+01:00"), Date.parse("2026-11-28T07:00+01:00"), "open"]);
  assert.deepEqual([second.state, second.reason, second.intervals], ["closed", { fr: "travaux" }, []]);
});
