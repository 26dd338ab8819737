/**
 * A circuit on a day: when one is where, and what is open then. Worked out on the phone, from the
 * calendar that was taken along.
 *
 * @typedef {"open" | "closed" | "unknown"} State
 *
 * @typedef {object} Visit
 * @property {number | null} arrival milliseconds since 1970; null from the first leg on whose length
 *   nobody knows
 * @property {number | null} departure
 * @property {State} state of the place for the whole visit
 * @property {{start: string, end: string | null}[]} intervals when it is open that day
 * @property {object | null} reason why it is closed that day, where a closure says so
 * @property {Record<string, State>} people by slug: whether they are there
 */

const MINUTE_MS = 60_000;

/**
 * Return how something stands while one is there. Any part that is closed makes it closed, any part
 * that is not known makes it not known; so does whatever lies outside the calendar.
 *
 * @param {object} calendar
 * @param {{at: string, state: State}[] | undefined} timeline
 * @param {number} from milliseconds since 1970
 * @param {number} [until]
 * @returns {State}
 */
export function stateBetween(calendar, timeline, from, until = from) {
  if (!timeline || from < Date.parse(calendar.from) || until >= Date.parse(calendar.until)) return "unknown";
  const touched = timeline.filter(({ at }, index) => {
    const begins = Date.parse(at);
    const ends = index + 1 < timeline.length ? Date.parse(timeline[index + 1].at) : Infinity;
    return ends > from && (begins < until || begins <= from);
  });
  const states = new Set(touched.map(({ state }) => state));
  if (states.has("closed")) return "closed";
  return states.size === 1 && states.has("open") ? "open" : "unknown";
}

/**
 * Return the offset of the territory's clocks on a day, such as +01:00: the one that the calendar's
 * own moments have by then. It changes in Ramadan, at short notice.
 *
 * @param {object} calendar
 * @param {string} day 2026-11-28
 * @returns {string}
 */
export function offsetOn(calendar, day) {
  const timelines = [...Object.values(calendar.places), ...Object.values(calendar.workplaces)];
  const moments = timelines.flatMap(({ timeline }) => timeline.map(({ at }) => at));
  const before = moments.filter((at) => at.slice(0, 10) <= day).sort();
  return (before.at(-1) ?? calendar.from).slice(16);
}

/**
 * Return the moment that the clocks of the territory show a time on a day.
 *
 * @returns {number} milliseconds since 1970
 */
export function momentOf(calendar, day, time) {
  return Date.parse(`${day}T${time}${offsetOn(calendar, day)}`);
}

/** Return what the clocks of the territory show at a moment of a day: 09:05. */
export function clock(calendar, day, moment) {
  const offset = offsetOn(calendar, day);
  const [hours, minutes] = offset.slice(1).split(":").map(Number);
  const shift = (hours * 60 + minutes) * (offset.startsWith("-") ? -1 : 1);
  return new Date(moment + shift * MINUTE_MS).toISOString().slice(11, 16);
}

/**
 * Return the day that a circuit is best shown on: the next that it is made for, else today.
 *
 * @param {object} calendar
 * @param {string} today
 * @returns {string}
 */
export function bestDay(calendar, today) {
  return calendar.days.find(({ date, good_day: good }) => good && date >= today)?.date ?? today;
}

/**
 * Return the visits of a day, stop by stop.
 *
 * @param {object} document
 * @param {object} calendar
 * @param {string} day
 * @param {string} start 07:30
 * @returns {Visit[]}
 */
export function visitsOn(document, calendar, day, start) {
  let now = momentOf(calendar, day, start);
  return document.stops.map((stop) => {
    const arrival = now;
    const departure = arrival === null ? null : arrival + stop.dwell_minutes * MINUTE_MS;
    const leg = document.legs.find((one) => one.start === stop.order);
    const lastsS = leg?.duration_s ?? null;
    now = departure === null || lastsS === null ? null : departure + lastsS * 1000;
    return visitOf(document, calendar, stop, { day, arrival, departure });
  });
}

/**
 * Return the visits of a plan, at the times that it was made for.
 *
 * @param {object} document whose stops say when one is there
 * @param {object} calendar
 * @returns {Visit[]}
 */
export function plannedVisits(document, calendar) {
  return document.stops.map((stop) => {
    const [arrival, departure] = [Date.parse(stop.arrives_at), Date.parse(stop.leaves_at)];
    const begins = arrival + stop.wait_minutes * MINUTE_MS;
    return visitOf(document, calendar, stop, { day: stop.day, arrival, departure, begins });
  });
}

/** Return a visit, which begins on arrival unless one waits for the door to open. */
function visitOf(document, calendar, stop, { day, arrival, departure, begins = arrival }) {
  const index = calendar.days.findIndex(({ date }) => date === day);
  const course = calendar.places[stop.place];
  const ofDay = course?.days[index];
  return {
    arrival,
    departure,
    state: arrival === null ? ofDayState(ofDay) : stateBetween(calendar, course?.timeline, begins, departure),
    intervals: ofDay?.intervals ?? [],
    reason: calendar.closures?.[ofDay?.closure] ?? null,
    people: peopleAt(document, calendar, stop, { index, arrival: begins, departure }),
  };
}

/** Without a time of arrival only what holds all day is known. */
function ofDayState(ofDay) {
  return ofDay?.state === "closed" ? "closed" : "unknown";
}

function peopleAt(document, calendar, stop, { index, arrival, departure }) {
  const stateOf = (slug) => {
    const here = document.artisans[slug].workplaces.filter((one) => one.stop_place === stop.place);
    const states = here.map(({ key }) => {
      const course = calendar.workplaces[key];
      if (arrival === null) return ofDayState(course?.days[index]);
      // Somebody who is there for a part of the visit is met.
      const [from, until] = [arrival, departure];
      if (stateBetween(calendar, course?.timeline, from, until) === "open") return "open";
      return stateBetween(calendar, course?.timeline, from + (until - from) / 2);
    });
    return ["open", "unknown"].find((state) => states.includes(state)) ?? (states.length ? "closed" : "unknown");
  };
  return Object.fromEntries(
    stop.people.filter((slug) => document.artisans[slug]).map((slug) => [slug, stateOf(slug)]),
  );
}

/**
 * Return the closures that close a stop's place on a day.
 *
 * @param {object} document
 * @param {object} calendar
 * @param {string} day
 */
export function closuresOn(document, calendar, day) {
  const [begins, ends] = [momentOf(calendar, day, "00:00"), momentOf(calendar, day, "23:59")];
  return document.closures.filter(
    ({ since, until }) => Date.parse(since) <= ends && (until === null || Date.parse(until) > begins),
  );
}
