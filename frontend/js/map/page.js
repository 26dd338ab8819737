/**
 * The full map: what is drawn, the list beside it, the filters, the card and the address, in step.
 */

import { formatFilters, formatView, localTime, parseFilters, parseView } from "./address.js";
import { Card } from "./card.js";
import { FilterForm } from "./filters.js";
import { furnish } from "./furniture.js";
import { anchorOf, boxOfCircle } from "./geometry.js";
import { PlaceList } from "./list.js";
import { farFromM, whereAmI } from "./locate.js";
import { boxOf, boxOfMain, boxOfWay, listed } from "./order.js";
import { Places, readCircuit, readRoads, stopsOf } from "./places.js";
import { Sheet } from "./sheet.js";
import { answer } from "./taps.js";
import { Way } from "./way.js";
import { Words, dateLocales } from "./words.js";

const SETTLED_MS = 180; // a map that rests so long is looked at
const SAID_MS = 8000; // a message that is no error stays so long
const CLOSE_ZOOM = 15;
const ALLEY_ZOOM = 17;

export class MapPage {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.config = JSON.parse(document.getElementById("map-config").textContent);
    const { texts, language, time_zone: timeZone, places: url } = this.config;
    this.words = new Words(texts, language);
    this.places = new Places({ url, language, now: () => localTime(new Date(), timeZone) });
    this.features = [];
    this.filters = parseFilters(location.search);
    this.chosen = null;
  }

  /** How close to go to see a place: closer where alleys are drawn. */
  get closeZoom() {
    return this.config.basemap ? ALLEY_ZOOM : CLOSE_ZOOM;
  }

  part(name) {
    return this.element.querySelector(`[data-map-${name}]`);
  }

  /** Draw the map; where that fails the page stays as the server wrote it. */
  async start() {
    const { centre, zoom } = this.config;
    try {
      const { Chart } = await import("./chart.js");
      this.chart = await Chart.open(this.part("canvas"), this.config, this.words, {
        view: parseView(location.hash) ?? { centre, zoom },
        handlers: {
          moved: () => this.moved(),
          moving: () => this.update?.(),
          tapped: (hit) => answer(hit, this.features, this.parts),
        },
      });
    } catch (error) {
      console.error(error);
      this.part("waiting").textContent = this.words.say("draw_failed");
      return;
    }
    this.part("waiting").remove();
    this.furnish();
    readRoads(this.config.roads).then((roads) => this.chart.showRoads(roads));
    if (!parseView(location.hash)) await this.openingView();
    await this.fetch();
    this.element.dataset.drawn = "";
    this.element.chart = this.chart;
    this.chart.showBasemap();
  }

  /** Make what lies around the map work. */
  furnish() {
    const { chart, words, config } = this;
    const { labels, assets } = config;
    const choose = (feature) => this.choose(feature);
    this.card = new Card(this.part("card"), {
      words,
      labels,
      drawings: assets.drawings,
      chosen: (feature) => chart.choose(feature),
      closed: () => {
        choose(null);
        this.parts.way?.leave();
      },
    });
    this.list = new PlaceList(document.querySelector("[data-map-list]"), {
      template: document.querySelector("[data-map-item]"),
      words,
      labels,
      drawings: assets.drawings,
      pointed: (feature) => chart.choose(feature ?? this.chosen),
      shown: (feature) => this.showOnMap(feature),
    });
    this.sheet = new Sheet(document.querySelector("[data-map-sheet]"), words);
    this.form = new FilterForm(document.querySelector("[data-map-filters]"), (filters) => {
      this.filters = filters;
      history.pushState(null, "", formatFilters(filters, location.search) || location.pathname);
      this.keepView();
      this.fetch();
    });
    this.form.filters = this.filters;
    this.parts = {
      chart,
      card: this.card,
      words,
      choose,
      open: (feature) => this.openPlace(feature),
      clear: () => (this.sheet.state = "peek"),
    };
    this.update = furnish(this.element, chart, words);
    this.element.querySelector("[data-locate]").addEventListener("click", () => this.locate());
    addEventListener("popstate", () => this.readAddress());
  }

  /** The view has come to rest: keep it in the address, and see what is there. */
  moved() {
    this.keepView();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.fetch(), SETTLED_MS);
  }

  keepView() {
    const view = formatView(this.chart.view);
    if (view !== location.hash) history.replaceState(null, "", location.search + view);
  }

  /** Follow an address that was changed by the back button or by hand. */
  readAddress() {
    this.filters = parseFilters(location.search);
    this.form.filters = this.filters;
    const view = parseView(location.hash);
    if (view && formatView(view) !== formatView(this.chart.view)) this.chart.goTo(view);
    this.fetch();
  }

  async fetch() {
    const { chart, config } = this;
    try {
      this.features = config.circuit
        ? await this.circuitFeatures()
        : await this.places.within(chart.box, chart.view.zoom, this.filters);
    } catch (error) {
      if (error.name !== "AbortError") this.fail();
      return;
    }
    this.part("messages").querySelector(".map__failure")?.remove();
    if (this.features !== this.drawn && !config.circuit) chart.showPlaces(this.features);
    this.drawn = this.features;
    this.showList();
  }

  /** Draw the circuit once, and return its stops. */
  async circuitFeatures() {
    if (this.features.length) return this.features;
    const { circuit, circuit_page: page, language } = this.config;
    const features = await readCircuit(circuit, language);
    this.chart.showCircuit(features);
    this.parts.way = new Way(features, this.parts, page ?? "");
    this.list.way = this.parts.way;
    this.circuitBox = boxOfWay(features);
    return stopsOf(features);
  }

  showList() {
    const { box, view } = this.chart;
    const places = this.config.circuit
      ? { located: this.features, unlocated: [] }
      : listed(this.features, box, view.centre, this.config.language);
    this.list.show(places);
    this.list.mark(this.chosen?.id ?? null);
    const count = places.located.length + places.unlocated.length;
    const said = this.words.say(this.config.circuit ? "stops" : "in_view", { count });
    document.querySelector("[data-map-count]").textContent = said;
  }

  /** Show the place that the address names, wherever in the territory it is, else the main places. */
  async openingView() {
    const { highlight, bbox, circuit } = this.config;
    try {
      if (circuit) {
        this.features = await this.circuitFeatures();
        if (this.circuitBox) this.chart.fit(this.circuitBox, { maxZoom: this.closeZoom, atOnce: true });
        return;
      }
      const [box, zoom] = highlight ? [bbox, 0] : [this.chart.box, this.chart.view.zoom];
      const features = await this.places.within(box, zoom, this.filters);
      const named = features.find(({ id }) => id === highlight);
      if (named) {
        this.features = features;
        await this.showOnMap(named, { atOnce: true });
        return;
      }
      const main = boxOfMain(features, this.chart.box);
      if (main) this.chart.fit(main, { maxZoom: CLOSE_ZOOM, atOnce: true });
    } catch (error) {
      if (error.name !== "AbortError") this.fail();
    }
  }

  openPlace(feature, { focus = true, clear = true } = {}) {
    this.choose(feature);
    this.card.showPlace(feature, { state: this.stateOf(feature), focus });
    if (clear && feature.geometry) {
      this.chart.keepClear(anchorOf(feature.geometry), this.card.element);
    }
  }

  choose(feature) {
    this.chosen = feature;
    this.chart.choose(feature);
    this.list.mark(feature?.id ?? null);
    const query = new URLSearchParams(location.search);
    if (feature) query.set("place", feature.id);
    else query.delete("place");
    const search = query.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", (search ? `?${search}` : location.pathname) + location.hash);
  }

  async showOnMap(feature, { atOnce = false } = {}) {
    this.sheet.state = "peek";
    this.openPlace(feature, { focus: !atOnce, clear: false });
    await this.chart.fit(boxOf(feature), { maxZoom: this.closeZoom, atOnce });
    if (feature.geometry) this.chart.keepClear(anchorOf(feature.geometry), this.card.element);
  }

  stateOf({ properties: { state } }) {
    if (state !== "open") return "";
    if (this.filters.open === "now") return this.words.say("open_now");
    const day = new Date(`${this.filters.open}T12:00:00Z`);
    const format = new Intl.DateTimeFormat(dateLocales(this.config.language), {
      weekday: "long",
      day: "numeric",
      month: "long",
      timeZone: "UTC",
    });
    return this.words.say("open_on", { day: format.format(day) });
  }

  async locate() {
    this.say(this.words.say("locating"));
    try {
      const { position, accuracyM } = await whereAmI();
      const awayM = farFromM(position, this.config.bbox);
      if (awayM !== null) {
        const distance = this.words.length(awayM);
        this.say(this.words.say("locate_far", { distance, town: this.config.town }));
        return;
      }
      this.chart.showMe(position, accuracyM);
      this.chart.fit(boxOfCircle(position, Math.max(accuracyM, 200)), { maxZoom: CLOSE_ZOOM });
      const within = this.words.say("within", { distance: this.words.length(accuracyM) });
      this.say(this.words.say("located", { within }));
    } catch (error) {
      this.say(this.words.say(error.message), { stays: true });
    }
  }

  say(sentence, { stays = false } = {}) {
    clearTimeout(this.saying);
    const messages = this.part("messages");
    messages.querySelector(".map__message")?.remove();
    const message = document.createElement("p");
    message.className = "map__message";
    message.textContent = sentence;
    messages.append(message);
    if (!stays) this.saying = setTimeout(() => message.remove(), SAID_MS);
  }

  fail() {
    const messages = this.part("messages");
    messages.querySelector(".map__failure")?.remove();
    const failure = this.part("failure").content.firstElementChild.cloneNode(true);
    const key = navigator.onLine ? "fetch_failed" : "offline";
    failure.querySelector("span").textContent = this.words.say(key);
    failure.querySelector("button").addEventListener("click", () => this.fetch());
    messages.append(failure);
  }
}
