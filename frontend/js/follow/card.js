/**
 * The card under the map: what is to be known and to be pressed at each step of a walk.
 */

import { isPlan } from "../offline/addresses.js";
import { eventsAt } from "../offline/events.js";
import { daysInWords } from "../offline/sizes.js";
import { icon, make } from "./dom.js";
import { textIn } from "./features.js";
import { peopleAt, stopOf } from "./schedule.js";
import { arrivedSaid, closedSaid, daySaid, lastsDays, nameOf, remainingSaid, stateSaid } from "./sentences.js";
import { dayOf, firstStop, target } from "./walk.js";

/**
 * @typedef {import("./sentences.js").Told & {
 *   icons: HTMLTemplateElement, images: string, isOpen: boolean, isReading: boolean, speaks: boolean,
 *   reportPage: string,
 *   outlook: ReturnType<import("./guide.js").Guide["outlook"]> | null, kept: Set<number>,
 *   act: Record<string, (...values: any[]) => void>}} Given
 */

/**
 * Return the card before the walk: where does one begin?
 *
 * @param {Given} given
 * @param {string | null} scene the drawing that is the circuit's cover, as an address that asks for nothing
 * @returns {Node[]}
 */
export function startCard(given, scene) {
  const { words, edition, language, act, calendar, today } = given;
  const orders = edition.stops.map(({ order }) => order);
  const summary = textIn(edition.circuit.summary, language);
  const ways = [
    ["first", words.say("from_first"), nameOf(given, firstStop(edition, today))],
    ["nearest", words.say("from_nearest"), words.say("from_nearest_note")],
    ["backwards", words.say("backwards"), words.say("from_named", { name: nameOf(given, orders.at(-1)) })],
  ].filter(([how]) => how !== "backwards" || !lastsDays(edition));
  const choice = ([value, label, note], index) =>
    make(
      "label.follow__choice",
      {},
      make("input", { type: "radio", name: "how", value, checked: index === 0 }),
      make("span", {}, make("strong", {}, label), make("small", {}, note)),
    );
  const day = calendar.days.find(({ date }) => date === today);
  const holiday = day?.holiday && words.say("holiday", { name: textIn(day.holiday, language).words });
  const form = make(
    "form",
    {
      submit: (event) => {
        event.preventDefault();
        act.setOut(new FormData(event.target).get("how"));
      },
    },
    make(
      "div.follow__start",
      {},
      cover(given, scene),
      make("p.follow__summary", { lang: summary.language }, summary.words),
      day && !day.good_day ? note(given, "calendar", words.say("not_today")) : null,
      holiday ? note(given, "calendar", holiday) : null,
      ...eventsAt(edition, today).map((event) => announced(given, event)),
      make("fieldset.follow__ways", {}, make("legend", {}, words.say("where_from")), ...ways.map(choice)),
      make("p.follow__fine", {}, words.say("permission"), " ", words.say("without")),
    ),
    actions(make("button.button.follow__main", { type: "submit" }, icon(given.icons, "walk"), words.say("set_out"))),
  );
  return [form];
}

/**
 * Return the card of a walk that waits.
 *
 * @param {Given} given
 * @returns {Node[]}
 */
export function pausedCard(given) {
  const { words, walk, act, edition } = given;
  const stop = target(walk);
  const day = daySaid(given, stop);
  const next = words.say("comes_next", { ...counted(given, stop), name: nameOf(given, stop) });
  return [
    body(
      make("h2.follow__title", { tabindex: -1 }, words.say("waiting")),
      make("p", {}, next),
      day ? make("p", {}, make("strong", {}, day, " ", make("bdi", {}, stopOf(edition, stop).arrives_at.slice(11, 16)))) : null,
      make("p.follow__fine", {}, words.say("waiting_note")),
    ),
    actions(
      button(given, "go_on", act.resume, { main: true, sign: "walk" }),
      button(given, "begin_again", act.beginAgain),
    ),
  ];
}

/**
 * Return the card of the stop that comes next.
 *
 * @param {Given} given
 * @returns {Node[]}
 */
export function walkingCard(given) {
  const { words, walk, outlook, act, isOpen } = given;
  const stop = target(walk);
  const visit = outlook?.visits[0];
  const said = remainingSaid(given, visit);
  const arrivalMs = visit?.arrivalMs ?? null;
  const state = stateSaid(given, stop, arrivalMs ?? given.nowMs, arrivalMs === null);
  const facts = [said.distance, said.time].filter(Boolean);
  return [
    body(
      ...warnings(given),
      heading(given, stop, state),
      facts.length || said.arrival
        ? make(
            "p.follow__facts",
            {},
            ...facts.map((fact) => make("strong", {}, fact)),
            said.arrival ? make("span", {}, said.arrival) : null,
          )
        : null,
      said.end ? make("p.follow__end", {}, said.end) : null,
      ...announcedAt(given, stop),
      isOpen ? about(given, stop, arrivalMs ?? given.nowMs) : null,
    ),
    actions(
      button(given, "i_am_here", act.arrive, { main: true, sign: "pin" }),
      toggle(given),
      choices(given),
    ),
  ];
}

/**
 * Return the card of the stop one is at.
 *
 * @param {Given} given
 * @returns {Node[]}
 */
export function arrivedCard(given) {
  const { words, walk, act, edition } = given;
  const stop = target(walk);
  const sure = arrivedSaid(given, stop);
  const next = walk.ahead[1];
  const time = words.duration(stopOf(edition, stop).dwell_minutes * 60);
  return [
    body(
      ...warnings(given),
      make("p.follow__sure", {}, badge(given, sure)),
      heading(given, stop, stateSaid(given, stop, given.nowMs, true)),
      make("p.follow__end", {}, words.say("stay", { time })),
      ...announcedAt(given, stop),
      about(given, stop, given.nowMs),
    ),
    actions(
      next === undefined
        ? button(given, "end_walk", act.leave, { main: true, sign: "check" })
        : make(
            "button.button.follow__main",
            { type: "button", click: () => act.leave(), "data-act": "leave" },
            icon(given.icons, "walk"),
            dayOf(edition, next) === dayOf(edition, stop) ? words.say("on_to", { name: nameOf(given, next) }) : words.say("end_day"),
          ),
      choices(given),
    ),
  ];
}

/**
 * Return the card after the last stop.
 *
 * @param {Given} given
 * @param {string} page address of the circuit's page
 * @returns {Node[]}
 */
export function finishedCard(given, page) {
  const { words, walk, act } = given;
  return [
    body(
      make("div.dotted", { "aria-hidden": "true" }),
      make("h2.follow__title", { tabindex: -1 }, words.say("finished")),
      make("p", {}, words.say("were_at", { count: walk.visited.length })),
      make("p", {}, words.say("finished_note")),
      stopList(given),
    ),
    actions(
      make("a.button.follow__main", { href: page }, words.say("leave")),
      button(given, "begin_again", act.beginAgain),
    ),
  ];
}

/**
 * Return the stops with what can be done about each.
 *
 * @param {Given} given
 * @returns {HTMLElement}
 */
export function stopList(given) {
  const { words, walk, act, edition } = given;
  const [first, ...later] = walk.ahead;
  const order = [...walk.visited, ...walk.ahead, ...walk.skipped];
  const known = edition.stops.map((each) => each.order).filter((each) => order.includes(each));
  const isOver = walk.step === "finished";
  const line = (stop) => {
    const state = walk.visited.includes(stop) ? "visited" : walk.skipped.includes(stop) ? "left_out" : stop === first && !isOver ? "next_stop" : "";
    const day = daySaid(given, stop);
    const press = (key, action) =>
      make("button.follow__small", { type: "button", "data-act": key, click: () => action(stop) }, words.say(key));
    return make(
      `li.follow__stop${state ? `.follow__stop--${state.replace("_", "-")}` : ""}`,
      {},
      make("span.follow__number", {}, String(stop)),
      make("span.follow__stop-name", {}, make("bdi", {}, nameOf(given, stop)), state || day ? make("small", {}, [day, state && words.say(state)].filter(Boolean).join(" · ")) : null),
      isOver ? null : later.includes(stop) ? press("go_next", act.goFirst) : null,
      !isOver && walk.ahead.includes(stop) && walk.ahead.length > 1 ? press("leave_out", act.skip) : null,
      walk.skipped.includes(stop) ? press("take_back", act.takeBack) : null,
    );
  };
  return make("ol.follow__stops", {}, ...(isOver ? known : order).map(line));
}

/** @returns {HTMLElement} */
export function badge({ icons }, { kind, label }) {
  return make(`span.badge.badge--${kind}`, {}, icon(icons, `badge-${kind}`), label);
}

function heading(given, stop, state) {
  const place = given.edition.places[stopOf(given.edition, stop).place];
  const name = textIn(place.name, given.language);
  return make(
    "div.follow__heading",
    {},
    make("p.follow__eyebrow", {}, make("span", {}, given.words.say("stop_of", counted(given, stop))), badge(given, state)),
    make("h2.follow__title", { lang: name.language, tabindex: -1 }, name.words),
  );
}

/** What is at a stop: what to do, who is there, what is made, pictures, its story. */
function about(given, stop, atMs) {
  const { edition, calendar, words, language, icons } = given;
  const { place: slug, note: hint, products } = stopOf(edition, stop);
  const place = edition.places[slug];
  const people = peopleAt(edition, calendar, stop, atMs);
  const presence = { there: "there", perhaps: "perhaps", away: "not_there" };
  const said = (text, tag) => {
    const { words: content, language: own } = textIn(text, language);
    return content ? make(tag, { lang: own }, content) : null;
  };
  return make(
    "div.follow__about",
    {},
    said(hint, "p"),
    photos(given, [...place.images, ...products.flatMap((each) => edition.products[each]?.images ?? [])]),
    people.length ? make("h3", {}, words.say("meet")) : null,
    people.length
      ? make(
          "ul.follow__people",
          {},
          ...people.map(({ slug: who, presence: kind }) =>
            make(
              `li.follow__person.follow__person--${kind}`,
              {},
              icon(icons, "person"),
              make("span", {}, make("bdi", {}, textIn(edition.artisans[who].name, language).words), make("small", {}, words.say(presence[kind]))),
            ),
          ),
        )
      : null,
    products.length ? make("h3", {}, words.say("look_for")) : null,
    products.length
      ? make(
          "ul.chips",
          {},
          ...products
            .filter((each) => edition.products[each])
            .map((each) => make("li", {}, make("span.chip", {}, icon(icons, "hand"), textIn(edition.products[each].name, language).words))),
        )
      : null,
    place.story ? story(given, place.story) : null,
    make("p", {}, make("a.follow__report", { href: reportOf(given, stop), "data-act": "report" }, icon(icons, "question"), words.say("report"))),
  );
}

/** Where to say that something is wrong at a stop. */
function reportOf({ edition, reportPage }, stop) {
  const { slug: circuit } = edition.circuit;
  // Of a plan nobody knows but who has made it.
  const where = isPlan(circuit) ? {} : { circuit, stop };
  const asked = new URLSearchParams({ place: stopOf(edition, stop).place, ...where });
  return `${reportPage}?${asked}`;
}

function story(given, text) {
  const { words, language, speaks, isReading, act, icons } = given;
  const told = textIn(text, language);
  if (!told.words) return null;
  return make(
    "section.follow__story",
    {},
    make("h3", {}, words.say("story")),
    speaks
      ? make(
          "button.button.button--quiet",
          { type: "button", "data-act": "read", click: () => act.read(told) },
          icon(icons, isReading ? "close" : "person"),
          words.say(isReading ? "stop_reading" : "read_aloud"),
        )
      : make("p.follow__fine", {}, words.say("no_voice")),
    ...told.words.split(/\n+/).map((paragraph) => make("p", { lang: told.language }, paragraph)),
  );
}

/** The circuit's own picture where it has one, else the drawing that is its cover. */
function cover(given, scene) {
  const picture = photos(given, (given.edition.circuit.images ?? []).slice(0, 1));
  if (picture) return picture;
  return scene && make("img.follow__scene", { src: scene, alt: "", width: 800, height: 400 });
}

function photos({ edition, images, language }, names) {
  const found = [...new Set(names)].map((name) => edition.images?.[name]).filter((image) => image?.files?.length);
  if (!found.length || !images) return null;
  return make(
    "ul.follow__photos",
    {},
    ...found.map(({ alt, credit, licence, files }) => {
      const [small] = [...files].sort((one, other) => one.width - other.width);
      const { words: described, language: own } = textIn(alt, language);
      return make(
        "li",
        {},
        make("img", { src: images + small.name, width: small.width, height: small.height, alt: described, lang: own, loading: "lazy" }),
        make("small", { dir: "auto" }, [credit, licence].filter(Boolean).join(" · ")),
      );
    }),
  );
}

/** What will be closed, and what can be done about it; not what the walker has said to keep. */
function warnings(given) {
  const { outlook, words, act, kept } = given;
  const closed = (outlook?.closed ?? []).filter(({ stop }) => !kept.has(stop));
  return closedSaid(given, closed).map(({ stop, text, ways }) => {
    const press = (key, action) =>
      make("button.follow__small", { type: "button", "data-act": key, click: () => action(stop) }, words.say(key));
    return make(
      "div.follow__warning",
      { "data-closed": String(stop) },
      make(
        "div.follow__warning-head",
        {},
        icon(given.icons, "warning"),
        make("p", {}, text),
        make(
          "button.follow__close",
          { type: "button", "data-act": "keep", click: () => act.keep(stop), "aria-label": words.say("keep") },
          icon(given.icons, "close"),
        ),
      ),
      make(
        "p.follow__ways-out",
        {},
        ways.includes("first") ? press("go_first", act.goFirst) : null,
        press("leave_out", act.skip),
      ),
    );
  });
}

function note({ icons }, sign, ...text) {
  return make("p.follow__note", {}, icon(icons, sign), make("span", {}, ...text));
}

/** The festivals and fairs at a stop, on its day or soon after. */
function announcedAt(given, stop) {
  const { place, day = given.today } = stopOf(given.edition, stop);
  return eventsAt(given.edition, day, place).map((event) => announced(given, event, place));
}

/** What it is, when, and where that is not said already. */
function announced(given, { name, place, place_name: placeName, first_day: first, last_day: last }, here = null) {
  const { language } = given;
  const said = (text) => make("bdi", { lang: textIn(text, language).language }, textIn(text, language).words);
  return note(
    given,
    "calendar",
    make("strong", {}, said(name)),
    ` · ${daysInWords(first, last, language)}`,
    ...(place === here ? [] : [" · ", said(placeName)]),
  );
}

function counted({ edition }, stop) {
  return { number: stop, count: edition.stops.length };
}

function toggle(given) {
  const { isOpen, act, words, icons } = given;
  return make(
    "button.button.button--quiet.follow__square",
    { type: "button", click: act.toggle, "aria-expanded": String(isOpen), "data-act": "toggle", "aria-label": words.say(isOpen ? "less" : "more") },
    icon(icons, isOpen ? "close" : "info"),
  );
}

function choices({ act, words, icons }) {
  return make(
    "button.button.button--quiet.follow__square",
    { type: "button", click: act.choose, "data-act": "choose", "aria-label": words.say("choices") },
    icon(icons, "menu"),
  );
}

function button({ words, icons }, key, action, { main = false, sign = null } = {}) {
  return make(
    main ? "button.button.follow__main" : "button.button.button--quiet",
    { type: "button", click: () => action(), "data-act": key },
    sign ? icon(icons, sign) : null,
    words.say(key),
  );
}

function body(...children) {
  return make("div.follow__body", {}, ...children);
}

function actions(...children) {
  return make("div.follow__actions", {}, ...children);
}
