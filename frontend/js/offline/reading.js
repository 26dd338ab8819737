/**
 * The page of a circuit, written on the phone from what is kept: the same as the server's, in any of
 * the site's languages.
 */

import { inWords } from "../map/way.js";
import { bestDay, clock, closuresOn, plannedVisits, visitsOn } from "./day.js";
import { icon, make } from "./dom.js";
import { eventsAt } from "./events.js";
import { fallbackOf, featuresOf, say } from "./features.js";
import { hoursSaid } from "./panel.js";
import { dateInWords, daysInWords } from "./sizes.js";

export class Reading {
  /**
   * @param {HTMLElement} page
   * @param {object} edition as `openEdition` gives it
   * @param {object} context
   * @param {import("../map/words.js").Words} context.words
   * @param {string} context.language
   * @param {string} context.drawings address of the sheet of illustrations
   * @param {Record<string, string>} context.scenes addresses of the drawings that are covers
   * @param {string[]} [context.changes] sentences on what has changed of a plan since it was made
   */
  constructor(page, { document, calendar, pointer }, { words, language, drawings, scenes, changes = [] }) {
    const context = { words, language, drawings, scenes, changes };
    Object.assign(this, { page, edition: document, calendar, pointer, ...context });
    this.features = featuresOf(document, language);
  }

  part(name) {
    return this.page.querySelector(`[data-read-${name}]`);
  }

  /** The words of a text, marked as those of another language where they are. */
  text(tag, text, properties = {}) {
    const words = say(text, this.language);
    const other = fallbackOf(text, this.language);
    const dir = other && this.edition.languages.find(({ code }) => code === other)?.dir;
    return words ? make(tag, { ...properties, lang: other ?? null, dir: dir ?? null }, words) : null;
  }

  /** Write the whole page. */
  show(now = new Date()) {
    const { edition, calendar, words, language } = this;
    const { circuit } = edition;
    const name = say(circuit.name, language);
    document.title = document.title.replace(/^[^·]*/, `${name} `);
    this.page.querySelector("h1").textContent = name;
    this.part("lead").replaceChildren(say(circuit.summary, language));
    this.part("ribbon").hidden = !circuit.sample;
    this.showCover();
    const published = { date: dateInWords(edition.published_at, language) };
    this.part("age").replaceChildren(
      make("li", {}, words.say(this.pointer.query ? "made_from_phone" : "from_phone", published)),
      make("li", {}, words.say(...hoursSaid(calendar, now.getTime(), language))),
    );
    this.part("story").replaceChildren(...[this.text("p", circuit.story)].filter(Boolean));
    this.part("story-section").hidden = !say(circuit.story, language);
    this.part("people").replaceChildren(...Object.entries(edition.artisans).map((one) => this.person(one)));
    this.part("people-section").hidden = !Object.keys(edition.artisans).length;
    this.part("products").replaceChildren(...Object.entries(edition.products).map((one) => this.product(one)));
    this.part("products-section").hidden = !Object.keys(edition.products).length;
    this.part("attribution").textContent = say(edition.attribution, language);
    if (this.pointer.query) this.showPlan();
    else this.chooseDay(now);
  }

  /** Show the drawing that is the circuit's cover. */
  showCover() {
    const src = this.scenes[this.edition.circuit.cover];
    const cover = this.part("cover");
    cover.hidden = !src;
    cover.replaceChildren(...(src ? [make("img", { class: "illustration", src, alt: "" })] : []));
  }

  /** Show a plan on its own days, at its own times. */
  showPlan() {
    const { edition, calendar, words, language } = this;
    const visits = plannedVisits(edition, calendar);
    const closed = edition.stops
      .map(({ place }, index) => ({ place: say(edition.places[place].name, language), ...visits[index] }))
      .filter(({ state }) => state === "closed")
      .map(({ place, reason }) => words.say("closed_since", { place, reason: say(reason, language) }));
    const told = this.changes.length ? this.changes : closed;
    this.part("chooser").hidden = true;
    this.part("notices").replaceChildren(...told.map((sentence) => this.notice(sentence)));
    const isNewDay = ({ day }, index) => day !== edition.stops[index - 1]?.day;
    const days = edition.stops.filter(isNewDay).length;
    const stops = edition.stops.map((stop, index) => [
      days > 1 && isNewDay(stop, index) ? make("li", {}, make("h3", { class: "plan-day" }, dateInWords(stop.day, language))) : null,
      this.stop(stop, visits[index], stop.day),
    ]);
    this.part("stops").replaceChildren(...stops.flat().filter(Boolean));
  }

  /** Say one thing more of what is kept. */
  tell(key) {
    this.part("age").append(make("li", {}, this.words.say(key)));
  }

  /** Let the reader choose a day of the calendar and a time to start. */
  chooseDay(now) {
    const { calendar, edition } = this;
    const [day, start] = [this.part("date"), this.part("start")];
    day.min = calendar.days[0]?.date ?? "";
    day.value = bestDay(calendar, now.toLocaleDateString("sv", { timeZone: edition.territory.timezone }));
    start.value = edition.circuit.start_time;
    const update = () => day.value && start.value && this.showDay(day.value, start.value);
    day.addEventListener("change", update);
    start.addEventListener("change", update);
    update();
  }

  showDay(day, start) {
    const { edition, calendar, words, language } = this;
    const visits = visitsOn(edition, calendar, day, start);
    const good = calendar.days.find(({ date }) => date === day)?.good_day;
    const closures = closuresOn(edition, calendar, day);
    const notices = closures.map(({ place, closes, reason, instead }) => {
      const nameOf = (slug) => say(edition.places[slug]?.name, language);
      const closed = { place: closes.map(nameOf).join(" · ") || nameOf(place), reason: say(reason, language) };
      const other = instead ? words.say("instead", { place: nameOf(instead) }) : "";
      return this.notice(`${words.say("closed_since", closed)} ${other}`);
    });
    if (good === false) notices.unshift(this.notice(words.say("wrong_day")));
    this.part("notices").replaceChildren(...notices);
    this.part("stops").replaceChildren(...edition.stops.map((stop, index) => this.stop(stop, visits[index], day)));
    this.onStops?.();
  }

  notice(sentence) {
    const sign = icon(this.drawings, "warning", "notice__sign");
    return make("div", { class: "notice notice--warning" }, sign, make("div", { class: "notice__body" }, make("p", {}, sentence)));
  }

  stop(stop, visit, day) {
    const place = this.edition.places[stop.place];
    const body = make(
      "div",
      { class: "stop__body" },
      this.text("h3", place.name, { class: "stop__title" }),
      this.times(stop, visit, day),
      make("p", { class: "cluster" }, this.badge(visit), this.quality(place)),
      ...eventsAt(this.edition, day, stop.place).map((event) => this.announced(event, stop.place)),
      this.text("p", stop.note),
      this.details(place),
      ...this.chips("meet", Object.entries(visit.people).map(([slug, state]) => this.personChip(slug, state))),
      ...this.chips("look_for", stop.products.map((slug) => this.productChip(slug))),
    );
    const number = make("span", { class: "stop__number number" }, String(stop.order));
    const closed = visit.state === "closed" ? " stop--closed" : "";
    return make("li", { class: `stop${closed}`, id: `stop-${stop.order}` }, number, body, this.leg(stop.order));
  }

  /** A festival at a stop or in its town: what, when, and where. */
  announced({ name, place, place_name: placeName, first_day: first, last_day: last }, here) {
    return make(
      "p",
      { class: "stop__remark" },
      icon(this.drawings, "calendar"),
      make(
        "span",
        {},
        this.text("strong", name),
        ` · ${daysInWords(first, last, this.language)}`,
        ...(place === here ? [] : [" · ", this.text("span", placeName)]),
      ),
    );
  }

  times({ dwell_minutes: dwellMinutes }, { arrival, departure }, day) {
    const { words, calendar } = this;
    const time = arrival === null
      ? words.say("time_unknown")
      : `${clock(calendar, day, arrival)}–${clock(calendar, day, departure)}`;
    const stay = words.say("stay", { time: words.duration(dwellMinutes * 60) });
    return make(
      "p",
      { class: "stop__times" },
      make("span", { class: "stop__arrival" }, make("bdi", {}, time)),
      make("span", { class: "stop__dwell" }, stay),
    );
  }

  badge({ state, intervals }) {
    const { words } = this;
    const hours = intervals.map((interval) => this.hours(interval)).join(" · ");
    const label = {
      open: words.say("open_hours", { hours }),
      closed: words.say("closed_then"),
      unknown: hours ? words.say("may_be_over", { hours }) : words.say("hours_unknown"),
    }[state];
    const sign = icon(this.drawings, `badge-${state}`);
    return make("span", { class: `badge badge--${state}` }, sign, label);
  }

  /** The hours of an interval, whose end may not be published. */
  hours({ start, end }) {
    const [from, to] = [start.slice(11, 16), end?.slice(11, 16)];
    return to ? `${from}–${to}` : this.words.say("from_hour", { start: from });
  }

  /** How well the spot is known, where that is less than well. */
  quality({ position_quality: quality }) {
    if (quality === "surveyed" || quality === "published") return null;
    const sign = icon(this.drawings, `badge-${quality}`);
    return make("span", { class: `badge badge--${quality}` }, sign, this.words.say(`quality_${quality}`));
  }

  details({ summary, story, address, facts }) {
    const content = [
      this.text("p", summary),
      this.text("p", story),
      this.text("p", address),
      ...facts.map(({ text }) => this.text("p", text)),
    ].filter(Boolean);
    if (!content.length) return null;
    return make("details", { class: "directions" }, make("summary", {}, this.words.say("story")), ...content);
  }

  chips(key, chips) {
    const found = chips.filter(Boolean);
    if (!found.length) return [];
    const list = make("ul", { class: "chips" }, ...found.map((chip) => make("li", {}, chip)));
    return [make("h4", {}, this.words.say(key)), list];
  }

  personChip(slug, state) {
    const there = { open: "there_that_day", unknown: "perhaps_there" }[state];
    const name = say(this.edition.artisans[slug].name, this.language);
    const label = there ? `${name} · ${this.words.say(there)}` : name;
    return make("a", { class: "chip", href: `#person-${slug}` }, icon(this.drawings, "person"), make("span", {}, label));
  }

  productChip(slug) {
    const product = this.edition.products[slug];
    return product && make("a", { class: "chip", href: `#product-${slug}` }, say(product.name, this.language));
  }

  leg(number) {
    const leg = this.features.find(({ id }) => id === `leg-${number}`);
    if (!leg) return null;
    const { words, drawings } = this;
    const { length, notes, steps } = inWords(leg, new Map(), words);
    const { mode, approximate, end_name: place, distance_m: distanceM } = leg.properties;
    const directions = steps.map(({ text, icon: sign }) =>
      make("li", { class: "directions__item" }, icon(drawings, sign), make("span", {}, text)),
    );
    const show = make(
      "button",
      { class: "button button--quiet", type: "button", hidden: true, "data-show-leg": String(number) },
      icon(drawings, "map"),
      this.part("show-leg").content.textContent,
    );
    return make(
      "div",
      { class: `stop__leg${approximate ? "" : " stop__leg--exact"}`, id: `leg-${number}` },
      make("p", {}, icon(drawings, mode === "foot" ? "walk" : mode), `${words.say(`mode_${mode}`)} · ${length}`),
      ...notes.map((note) => make("p", { class: "stop__remark" }, icon(drawings, "warning"), note)),
      directions.length
        ? make(
            "details",
            { class: "directions" },
            make("summary", {}, words.say("directions", { place })),
            make("ol", { class: "directions__list" }, ...directions),
          )
        : null,
      distanceM === null ? null : show,
    );
  }

  person([slug, artisan]) {
    const { words, language, edition } = this;
    const list = new Intl.ListFormat(language, { type: "unit" });
    const crafts = list.format(artisan.crafts.map((craft) => say(edition.crafts[craft]?.name, language)).filter(Boolean));
    const places = list.format(artisan.workplaces.map(({ place_name: name }) => say(name, language)));
    return make(
      "li",
      { class: "kept__thing", id: `person-${slug}` },
      this.text("h3", artisan.name),
      artisan.sample ? this.sample() : null,
      this.picture(artisan),
      this.text("p", artisan.summary),
      crafts ? make("p", {}, words.say("makes", { crafts })) : null,
      places ? make("p", {}, words.say("where", { places })) : null,
      artisan.phone ? make("p", {}, make("a", { href: `tel:${artisan.phone}` }, make("bdi", {}, artisan.phone))) : null,
    );
  }

  product([slug, product]) {
    const price = product.price_mad;
    return make(
      "li",
      { class: "kept__thing", id: `product-${slug}` },
      this.text("h3", product.name),
      product.sample ? this.sample() : null,
      this.picture(product),
      this.text("p", product.summary),
      this.text("p", product.materials),
      price === null ? null : make("p", {}, this.words.say("price", { price })),
      this.text("p", product.note),
    );
  }

  sample() {
    return make("p", {}, make("span", { class: "badge badge--sample" }, icon(this.drawings, "badge-sample"), this.words.say("sample")));
  }

  /** The first image of something, in the width that is kept. */
  picture({ images }) {
    const image = this.edition.images[images[0]];
    if (!image) return null;
    const file = image.files.reduce((one, other) => (other.width < one.width ? other : one));
    const picture = make("img", {
      src: this.pointer.images.base + file.name,
      width: file.width,
      height: file.height,
      alt: say(image.alt, this.language),
      loading: "lazy",
    });
    return make("figure", {}, picture, make("figcaption", {}, `${image.credit} · ${image.licence}`));
  }
}
