/** The page of the field: one view at a time, filled from this phone. */

import { whereAmI } from "../map/locate.js";
import { Words } from "../map/words.js";
import { make } from "../offline/dom.js";
import { persist } from "../offline/persistence.js";
import { canKeep } from "../offline/registration.js";
import { dateInWords } from "../offline/sizes.js";
import { counted, written } from "../reports/report.js";
import { NewPlace } from "./new_place.js";
import { PlaceView } from "./place.js";
import { inOrder, nameOf, progressOf, stateOf } from "./places.js";
import { ProgressMap, markOf } from "./progress_map.js";
import { Queue } from "./queue.js";
import { outbox } from "./sending.js";
import { draw } from "./sketch.js";
import { isReady, makeReady, refreshSurvey, surveyHere, withWaiting } from "./survey.js";

const STATES = ["surveyed", "published", "approximate", "unlocated"];
const SIGNED_OUT = 401;

export class FieldPage {
  /**
   * @param {HTMLElement} element
   * @param {object} data that came with the page
   */
  constructor(element, data) {
    Object.assign(this, { element, data, language: data.language });
    this.words = new Words(data.texts, data.language);
    this.survey = null;
    this.observations = [];
    this.places = [];
    this.here = null;
  }

  part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  async start() {
    if (!canKeep()) {
      this.view("list").hidden = false;
      this.part("list-said").textContent = this.words.say("cannot_keep");
      return;
    }
    this.map = new ProgressMap(this.part("progress-map"), this);
    this.place = new PlaceView(this);
    this.newPlace = new NewPlace(this);
    this.queue = new Queue(this);
    this.part("locate").addEventListener("click", () => this.locate());
    addEventListener("hashchange", () => this.open());
    await this.reload();
    this.open();
    this.element.dataset.shown = "";
    outbox.listen(() => this.reload());
    await this.refresh();
    outbox.keepSending((items) => this.sent(items), { isImpatient: true });
    await this.prepare();
  }

  /** Read what is on this phone, and show it. */
  async reload() {
    [this.survey, this.observations] = await Promise.all([surveyHere(), outbox.all()]);
    this.places = withWaiting(this.survey?.places ?? [], this.observations);
    this.show();
  }

  /** Fetch the list anew where there is a network. */
  async refresh() {
    const status = await refreshSurvey(this.language).catch(() => 0);
    this.isSignedOut = status === SIGNED_OUT;
    await this.reload();
  }

  /** Make the field work without a network, once there is something to work with. */
  async prepare() {
    if (!this.survey) return;
    persist(); // so that a browser short of room does not clear it
    this.element.dataset.ready = (await isReady()) ? "yes" : "soon";
    this.show();
    await makeReady().catch(() => {}); // without a network: next time
    this.element.dataset.ready = (await isReady()) ? "yes" : "no";
    this.show();
  }

  /** After a try to send: what was taken over changes the list. */
  async sent(items) {
    const isNew = items.some(({ state, sentMs }) => state === "sent" && sentMs > (this.survey?.takenAtMs ?? 0));
    if (isNew) await this.refresh();
    else await this.reload();
  }

  /**
   * Keep an observation on this phone, and try to send it.
   *
   * @param {Record<string, string>} told
   * @param {{label: string, photo?: object | null}} more
   * @throws where there is no room
   */
  async keep(told, more) {
    const officer = String(this.survey?.officer.id ?? "");
    const observation = { officer, made_at: new Date().toISOString(), ...told };
    await outbox.keep(written(crypto.randomUUID(), observation, more));
    await this.reload();
    outbox.send().then((items) => this.sent(items), () => {});
    outbox.sendLater();
  }

  view(name) {
    return this.element.querySelector(`[data-view="${name}"]`);
  }

  /** Open the view that the address names. */
  open() {
    const [name, slug] = location.hash.slice(1).split("/");
    const place = name === "place" && this.places.find((one) => one.slug === slug);
    const shown = place ? "place" : ["map", "new", "phone"].includes(name) ? name : "list";
    for (const view of this.element.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== shown;
    for (const link of document.querySelectorAll(".field-tabs a")) {
      const isHere = link.getAttribute("href") === `#${shown === "place" ? "list" : shown}`;
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.element.dataset.open = shown;
    this.place.open(place || null);
    if (shown !== "new") this.newPlace.leave();
    this.show();
    if (this.element.dataset.shown !== undefined) {
      scrollTo(0, 0);
      this.view(shown).focus({ preventScroll: true });
    }
  }

  /** Show what is on this phone, in the view that is open. */
  show() {
    if (!this.place) return;
    const { waiting, refused } = counted(this.observations);
    const count = document.querySelector("[data-waiting-count]");
    count.hidden = !(waiting + refused);
    count.textContent = String(waiting + refused);
    this.showSignIn();
    for (const element of this.element.querySelectorAll("[data-progress]")) element.replaceChildren(...this.progress());
    this.showList();
    if (!this.view("map").hidden) this.map.show(this.places, this.here);
    this.place.show();
    this.newPlace.show();
    this.queue.show();
  }

  showSignIn() {
    const stopped = this.observations.filter(({ state, isSignedOut }) => state === "waiting" && isSignedOut);
    const own = this.survey?.officer;
    const isOthers = !this.isSignedOut && own && stopped.some(({ told }) => told.officer !== String(own.id));
    const name = stopped.find(({ told }) => told.officer !== String(own?.id))?.told.officer_name ?? "";
    this.part("sign-in").hidden = !(this.isSignedOut || stopped.length);
    this.part("sign-in-said").textContent = isOthers ? this.words.say("sign_in_as", { name }) : this.words.say("sign_in");
  }

  progress() {
    if (!this.survey) return [];
    const counts = progressOf(this.places);
    const svg = draw("svg", { class: "field-progress__bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
    let x = 0;
    for (const state of STATES) {
      const width = counts.all ? (counts[state] / counts.all) * 100 : 0;
      svg.append(draw("rect", { class: `field-progress__${state}`, x, y: 0, width, height: 8 }));
      x += width;
    }
    const legend = STATES.map((state) =>
      make("li", {}, sign(state), this.words.say(`quality_${state}`), make("b", {}, String(counts[state]))),
    );
    return [
      make("p", { class: "field-progress__figure" }, this.words.say("surveyed_of", { done: counts.surveyed, all: counts.all })),
      svg,
      make("ul", { class: "field-progress__legend" }, ...legend),
    ];
  }

  showList() {
    const said = [];
    if (!this.survey) said.push(this.words.say("nothing_kept"));
    if (this.survey?.left_out) said.push(this.words.say("left_out", { number: this.survey.left_out }));
    this.part("list-said").textContent = said.join(" ");
    const groups = inOrder(this.places, { nowMs: Date.now(), here: this.here });
    this.part("list").replaceChildren(
      ...groups.flatMap(({ group, places }) => [
        make("h2", { class: "field-list__title" }, `${this.words.say(group)} (${places.length})`),
        make("ul", { class: "field-list" }, ...places.map((one) => this.line(one))),
      ]),
    );
  }

  line({ place, awayM }) {
    const facts = [
      this.data.categories[place.category],
      place.is_core ? this.words.say("main_place") : null,
      awayM === null ? null : this.words.say("away", { distance: this.words.length(awayM) }),
      this.observations.some(({ state, told }) => state === "waiting" && told.place === place.slug) ? this.words.say("waiting") : null,
    ];
    return make(
      "li",
      {},
      make(
        "a",
        { class: "field-list__place", href: `#place/${place.slug}`, "data-slug": place.slug, "data-state": stateOf(place) },
        sign(stateOf(place)),
        make("span", {}, make("b", { dir: "auto" }, nameOf(place, this.language)), make("small", {}, facts.filter(Boolean).join(" · "))),
      ),
    );
  }

  async locate() {
    const said = this.part("locate-said");
    said.textContent = this.words.say("locating");
    try {
      this.here = (await whereAmI()).position;
      said.textContent = "";
      this.show();
    } catch (error) {
      said.textContent = this.words.say(error.message);
    }
  }

  dateOf(day) {
    return dateInWords(day, this.language);
  }
}

/** The mark of a state, as on the map. */
function sign(state) {
  return draw("svg", { class: `field-sign field-map__place--${state}`, viewBox: "0 0 24 24", "aria-hidden": "true" }, markOf(state, 12, 12));
}
