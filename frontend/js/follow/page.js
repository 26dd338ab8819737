/**
 * The follow screen: it joins what the phone says, what the walk knows, and what the walker sees.
 */

import { farFromM } from "../map/locate.js";
import { Words } from "../map/words.js";
import { isPlan } from "../offline/addresses.js";
import { changesUrl, openEdition } from "../offline/editions.js";
import { Tallies } from "../visits/tallies.js";
import { barOf } from "./bar.js";
import { arrivedCard, finishedCard, pausedCard, startCard, walkingCard } from "./card.js";
import { choicesOf } from "./choices.js";
import { TrueTime } from "./clock.js";
import { counted } from "./counted.js";
import { icon, make } from "./dom.js";
import { textIn } from "./features.js";
import { Guide } from "./guide.js";
import { Kept } from "./kept.js";
import { velocityOf } from "./position.js";
import { Pauses, Positions, Wakefulness } from "./power.js";
import { stopOf, wallDay, wallTime } from "./schedule.js";
import { barSaid, capital, isRough, nameOf, remainingSaid } from "./sentences.js";
import { Voice } from "./voice.js";
import * as walks from "./walk.js";

const REFUSED = 1; // GeolocationPositionError.PERMISSION_DENIED
const NEWS_MS = 12_000;
const SILENT_MS = 40_000; // without a position for so long, it is said
const LOOK_AHEAD_MS = 20_000;
const KEEP_MS = 10_000;
const SAME_WALK_MS = 3 * 3_600_000; // a page opened again so soon goes on as if nothing had been
const NEAREST_WITHIN_MS = 15_000;
const BUZZ = { prompt: [120], off: [220, 120, 220], back: [80], away: [220], arrived: [90, 70, 90, 70, 240] };

export class FollowPage {
  /** @param {HTMLElement} screen */
  constructor(screen) {
    this.screen = screen;
    this.config = read(screen, "follow-config");
    this.texts = read(screen, "follow-texts");
    this.icons = screen.querySelector("template[data-icons]");
    this.kept = new Kept();
    this.tallies = new Tallies(this.kept);
    this.habits = this.kept.habits();
    this.time = new TrueTime();
    this.voice = new Voice();
    this.wakefulness = new Wakefulness();
    this.positions = new Positions({ found: (each) => this.found(each), failed: (each) => this.failed(each) });
    this.pauses = new Pauses((awayS) => this.woken(awayS));
    this.keptStops = new Set();
    this.isOpen = false;
    this.isReading = false;
    this.isAwake = false;
    this.lastFoundMs = null;
    this.news = new Map();
    this.act = this._acts();
    this.key = `walk:${this.config.circuit}`;
    this._speak(document.documentElement.lang);
  }

  part(name) {
    return this.screen.querySelector(`[data-${name}]`);
  }

  /** Open the circuit; then the map, once there is something to read and to press. */
  async start() {
    this._offerLanguages();
    this.voice.ready().then(() => this._show());
    try {
      this.opened = await openEdition(this.config.circuit, this._query.slice(1));
    } catch (error) {
      console.warn(error);
      this._showFailure();
      return;
    }
    const { document: edition, calendar, pointer } = this.opened;
    Object.assign(this, { edition, calendar, pointer });
    this._speak(this.language); // a page that the phone keeps is of no circuit until now
    const scene = drawing(this.config.scenes[edition.circuit.cover]);
    this.time.notBefore(Date.parse(edition.published_at));
    if (pointer?.date) this.time.compare(Date.parse(pointer.date));
    const { walk, hasChanged } = await this._keptWalk();
    this.guide = new Guide(edition, calendar, walk);
    this._go(walk);
    if (hasChanged) this.tell("changed");
    this._checkClock();
    if (this._isWalking) this._listen();
    setInterval(() => this._tick(), LOOK_AHEAD_MS);
    this.screen.dataset.ready = "";
    this.scene = await scene;
    this._show();
    await idle();
    await this._openMap();
  }

  /** @returns {number} the time, as far as it is known */
  get nowMs() {
    return this.time.now();
  }

  /** @returns {string} what follows the addresses of a plan's pages: all that there is of it */
  get _query() {
    return isPlan(this.config.circuit) ? location.search : "";
  }

  /** @returns {string} the address of the page that one has come from */
  get _backUrl() {
    return this._language.circuit + this._query;
  }

  get _isWalking() {
    return this.walk.step === "walking" || this.walk.step === "arrived";
  }

  /** @returns {import("./sentences.js").Told} */
  get _told() {
    const { edition, calendar, walk, view, words, language, nowMs } = this;
    return { edition, calendar, walk, view, words, language, nowMs };
  }

  /** @returns {import("./card.js").Given} */
  get _given() {
    return {
      ...this._told,
      today: wallDay(this.nowMs, this.calendar.from),
      icons: this.icons,
      images: this.pointer?.images?.base,
      reportPage: this._language.report,
      isOpen: this.isOpen,
      isReading: this.isReading,
      isAwake: this.isAwake,
      speaks: this.voice.speaks(this.language),
      habits: this.habits,
      outlook: this.outlook,
      kept: this.keptStops,
      act: this.act,
    };
  }

  // What the phone says

  /** @param {GeolocationPosition} position */
  found({ coords, timestamp }) {
    this.lastFoundMs = Date.now();
    this.hush("no_signal");
    this.hush("refused");
    this.time.compareFix(timestamp);
    this._checkClock();
    const fix = { position: [coords.longitude, coords.latitude], accuracyM: coords.accuracy, timeMs: timestamp, velocity: velocityOf(coords) };
    this.awaitsPosition?.(fix.position);
    const farM = farFromM(fix.position, this.config.bbox);
    if (farM !== null) {
      this.tell("far", { distance: this.words.length(farM) }, { isLasting: true });
      return;
    }
    this.hush("far");
    this.view = this.guide.take(fix);
    if (isRough(this.view.where)) this.tell("rough", { distance: this.words.length(this.view.where.accuracyM) });
    else this.hush("rough");
    for (const event of this.view.events) this._tellEvent(event);
    if (!this.outlook?.visits[0]?.arrivalMs) this.outlook = null; // now it may be known
    this._keepNowAndThen();
    // Somebody who stands reads the same all the time: making it anew each second would cost battery.
    if (this.view.events.length || this._isNew("fix", this._saidOfFix())) this._show();
    else if (this._isWalking) this.camera?.see(this.view, this.guide.mode);
  }

  /** What of the screen may be another one with every position. */
  _saidOfFix() {
    const minute = Math.floor(this.nowMs / 60_000);
    if (this.walk.step !== "walking") return [minute, this.walk.step];
    const given = this._told;
    return [minute, barSaid(given), remainingSaid(given, this.outlook?.visits[0]), Boolean(this.outlook)];
  }

  /** @param {{code: number}} error */
  failed({ code }) {
    if (code !== REFUSED) return; // that is said once it lasts
    this.positions.stop();
    this.awaitsPosition?.(null);
    this.tell("refused", {}, { isLasting: true });
  }

  /** The page was stopped for a while: say so, and look at once. */
  woken(awayS) {
    if (!this._isWalking || !this.positions.isOn) return;
    this.tell("woken", { time: this.words.duration(awayS) });
    this.positions.look();
    buzz("back");
  }

  // What the walker does

  _acts() {
    const change = (step) => (...values) => this._change(step(this.walk, this.nowMs, ...values));
    return {
      setOut: (how) => this._setOut(how),
      resume: () => {
        this._change(walks.resume(this.walk, this.nowMs));
        this._listen();
      },
      beginAgain: () => this._change(walks.fresh(this.edition)),
      arrive: () => this._arrive(),
      leave: () => this._leave(),
      skip: (...stop) => this._changeWithin(walks.skip(this.walk, this.nowMs, ...stop)),
      goFirst: change(walks.goFirst),
      takeBack: (stop) => {
        this._change(walks.takeBack(this.walk, this.nowMs, stop));
        this._listen();
      },
      turnRound: change(walks.turnRound),
      pause: change(walks.pause),
      finish: change(walks.finish),
      keep: (stop) => {
        this.keptStops.add(stop);
        this._show();
      },
      toggle: () => {
        this.isOpen = !this.isOpen;
        this._show();
      },
      choose: () => {
        this._showChoices();
        this.part("choices").showModal();
      },
      close: () => this.part("choices").close(),
      habit: (name, isOn) => this._habit(name, isOn),
      read: (told) => this._read(told),
    };
  }

  async _setOut(how) {
    this._listen();
    const position = how === "nearest" ? await this._firstPosition() : null;
    const { today } = this._given;
    this._change(walks.setOut(this.walk, this.edition, how, this.nowMs, { position, today }));
  }

  _leave() {
    this._changeWithin(walks.leave(this.walk, this.nowMs));
  }

  /** Go on, but not before the next day from the end of one. */
  _changeWithin(walk) {
    this._change(walks.restOverNight(walk, this.walk, this.edition, this.nowMs));
  }

  /** Wait for a position; null where none comes. */
  _firstPosition() {
    this.tell("locating");
    return new Promise((resolve) => {
      const settle = (position) => {
        this.awaitsPosition = null;
        this.hush("locating");
        resolve(position);
      };
      this.awaitsPosition = settle;
      setTimeout(() => this.awaitsPosition === settle && settle(null), NEAREST_WITHIN_MS);
    });
  }

  /** By a tap: the walker knows best. */
  _arrive() {
    this._tellEvent({ kind: "arrived", stop: walks.target(this.walk) });
  }

  _habit(name, isOn) {
    this.habits = { ...this.habits, [name]: isOn };
    this.kept.write("follow-habits", JSON.stringify(this.habits));
    if (name === "isAloud" && !isOn) this.voice.stop();
    if (name === "isSparing" && this._isWalking) this._listen();
    if (name === "isTurning") this._turn();
    this._show();
  }

  _read(told) {
    if (this.isReading) {
      this.voice.stop();
      return;
    }
    const ended = () => {
      this.isReading = false;
      this._show();
    };
    this.isReading = this.voice.say(told.words, told.language, { kind: "story", ended });
    this._show();
  }

  // The walk

  /** Return the walk that was kept; where the circuit has changed meanwhile, carried over to it. */
  async _keptWalk() {
    const walk = walks.read(this.kept.read(this.key), this.config.circuit);
    if (!walk) return { walk: walks.fresh(this.edition), hasChanged: false };
    const isOld = this.nowMs - (walk.changedMs ?? 0) > SAME_WALK_MS;
    const kept = isOld ? walks.pause(walk, walk.changedMs) : walk;
    if (walk.edition === this.edition.hash) return { walk: kept, hasChanged: false };
    const stops = await this._changedStops(walk.edition);
    if (stops) return { walk: walks.carryOver(kept, this.edition, stops, this.nowMs), hasChanged: true };
    if (walks.fits(walk, this.edition)) return { walk: { ...kept, legM: 0, edition: this.edition.hash }, hasChanged: true };
    return { walk: walks.fresh(this.edition), hasChanged: true };
  }

  async _changedStops(since) {
    if (this.opened.changes?.since === since) return this.opened.changes.stops;
    try {
      const response = await fetch(changesUrl(this.pointer, since, this.language));
      return response.ok ? (await response.json()).stops : null;
    } catch {
      return null; // no network: what fits goes on
    }
  }

  _change(walk) {
    const before = this.walk;
    this._go(walk);
    this._count(before);
    if (this.part("choices").open) this._showChoices();
    if (!this._isWalking) {
      this.positions.stop();
      this.pauses.stop();
      this.wakefulness.want(false);
      this.voice.stop();
      this.part("choices").close();
      for (const key of [...this.news.keys()]) this.hush(key);
    }
    if (before.step !== walk.step || walks.target(before) !== walks.target(walk)) {
      this.part("card").querySelector("h2")?.focus({ preventScroll: true });
    }
  }

  /** Count what has come of the walk, on the phone: it is sent from another page, some day. */
  _count(before) {
    const { circuit } = this.config;
    for (const { what, stop } of counted(before, this.walk)) {
      const subject = stop === null ? circuit : `${circuit}/${stopOf(this.edition, stop).place}`;
      this.tallies.count(what, subject, this.language, wallDay(this.nowMs, this.calendar.from));
    }
  }

  _go(walk) {
    const isOther = this.walk && walks.target(this.walk) !== walks.target(walk);
    this.walk = walk;
    this.guide.follow(walk);
    this.view = this.guide.view();
    this.outlook = null;
    if (isOther) this.isOpen = false;
    this.camera?.showLeg(walk.step === "walking" ? this.guide.leg : null);
    this._keep();
    this._show();
  }

  _keepNowAndThen() {
    if (Date.now() - (this.keptMs ?? 0) > KEEP_MS) this._keep();
  }

  _keep() {
    this.keptMs = Date.now();
    const walk = { ...this.walk, legM: this.guide.legM, factor: this.guide.pace.factor };
    if (this._isWalking) walk.changedMs = this.nowMs;
    if (!this.kept.write(this.key, walks.write(walk)) && this._isWalking) this.tell("not_kept", {}, { isLasting: true });
  }

  _listen() {
    const { isSparing } = this.habits;
    this.listensMs = Date.now();
    this.positions.start({ isSparing });
    this.pauses.start();
    this.wakefulness.want(!isSparing).then((isAwake) => {
      this.isAwake = isAwake;
      if (this.part("choices").open) this._showChoices();
    });
    this.camera?.keepTo(this.view, this.guide.mode);
  }

  _tick() {
    if (!this._isWalking) return;
    this.outlook = null;
    const silentMs = Date.now() - Math.max(this.lastFoundMs ?? 0, this.listensMs ?? 0);
    if (this.positions.isOn && silentMs > SILENT_MS) this.tell("no_signal", {}, { isLasting: true });
    const { until } = this.calendar;
    if (this.nowMs >= Date.parse(until)) this.tell("hours_end");
    this._show();
  }

  _checkClock() {
    const { isWrong, isKnown } = this.time.state;
    if (!isWrong || this.hasToldClock) return;
    this.hasToldClock = true;
    const time = wallTime(this.nowMs, this.calendar.from);
    this.tell(isKnown ? "clock_mended" : "clock_wrong", { time }, { isLasting: true });
  }

  // What is told

  /** @param {import("./guide.js").Event} event */
  _tellEvent({ kind, stop, instruction }) {
    const name = stop === undefined ? "" : nameOf(this._given, stop);
    buzz(kind);
    this.screen.dispatchEvent(new CustomEvent("follow:told", { bubbles: true, detail: { kind, stop } }));
    if (kind === "arrived") {
      this._change(walks.arrive(this.walk, this.nowMs));
      this.hush("off");
      this.hush("away");
      this._say(name);
    } else if (kind === "moved_on") {
      this._leave();
      if (this._isWalking) this.tell("moved_on", { name: nameOf(this._given, walks.target(this.walk)) });
    } else if (kind === "in_area") {
      this.tell("in_area", { name });
      this._say(this.words.say("in_area", { name }));
    } else if (kind === "prompt") {
      const text = instruction.text && textIn(instruction.text, this.language);
      this._say(text?.words ?? capital(this.words.say(`turn_${instruction.turn}`)), text?.language);
    } else if (kind === "off") {
      this._say(this.words.say("off"));
    } else if (kind === "away") {
      this._say(this.words.say("away", { name: nameOf(this._given, walks.target(this.walk)) }));
    } else if (kind === "back") {
      this.tell("back");
      this._say(this.words.say("back"));
    }
  }

  _say(text, language = this.language) {
    if (this.habits.isAloud) this.voice.say(text, language);
  }

  /**
   * Tell something over the map; what is told already is not told again.
   *
   * @param {string} key
   * @param {Record<string, string>} [values]
   * @param {object} [options]
   * @param {boolean} [options.isLasting] until it is over, or put away
   */
  tell(key, values = {}, { isLasting = false } = {}) {
    if (this.news.has(key)) return;
    const element = make(
      "p.follow__message",
      { "data-told": key },
      make("span", {}, this.words.say(key, values)),
      make("button.follow__close", { type: "button", click: () => this._putAway(key), "aria-label": this.words.say("close") }, icon(this.icons, "close")),
    );
    const timer = isLasting ? null : setTimeout(() => this.hush(key), NEWS_MS);
    this.news.set(key, { element, values, timer });
    this.part("news").append(element);
  }

  /** What is put away stays away while it lasts. */
  _putAway(key) {
    this.news.get(key)?.element.remove();
  }

  hush(key) {
    const told = this.news.get(key);
    if (!told) return;
    clearTimeout(told.timer);
    told.element.remove();
    this.news.delete(key);
  }

  // What is seen

  _show() {
    if (!this.guide) return;
    const { walk } = this;
    if (this._isWalking) this.outlook ??= this.guide.outlook(this.nowMs);
    this.screen.dataset.step = walk.step;
    this._showBar();
    this._showCard();
    if (this._isWalking) this.camera?.see(this.view, this.guide.mode);
  }

  _showBar() {
    const bar = this.part("bar");
    bar.hidden = this.walk.step !== "walking";
    if (bar.hidden) return;
    const said = barSaid(this._given);
    if (!this._isNew("bar", said)) return;
    bar.dataset.manner = said.manner;
    bar.replaceChildren(...barOf(said, this));
  }

  _showCard() {
    const given = this._given;
    const cards = {
      before: () => startCard(given, this.scene ?? null),
      walking: () => walkingCard(given),
      arrived: () => arrivedCard(given),
      paused: () => pausedCard(given),
      finished: () => finishedCard(given, this._backUrl),
    };
    const nodes = cards[this.walk.step]();
    const said = nodes.map((node) => node.outerHTML).join("");
    if (!this._isNew("card", said)) return;
    const card = this.part("card");
    const scrolled = card.querySelector(".follow__body")?.scrollTop ?? 0;
    const focused = card.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    const chosen = card.querySelector("input:checked")?.value;
    const isSame = card.dataset.of === `${this.walk.step} ${walks.target(this.walk)}`;
    card.replaceChildren(...nodes);
    card.dataset.of = `${this.walk.step} ${walks.target(this.walk)}`;
    if (isSame) card.querySelector(".follow__body")?.scrollTo(0, scrolled);
    for (const input of card.querySelectorAll("input[type=radio]")) input.checked ||= input.value === chosen;
    if (focused) card.querySelector(`[data-act="${focused}"]`)?.focus({ preventScroll: true });
  }

  _showChoices() {
    this.part("choices").replaceChildren(...choicesOf(this._given));
  }

  _showFailure() {
    const again = make("button.button.follow__main", { type: "button", click: () => location.reload() }, this.words.say("try_again"));
    const text = make("p.lead", {}, this.words.say("load_failed"));
    const way = make("a.button.button--quiet", { href: this._backUrl }, this.words.say("leave"));
    this.part("card").replaceChildren(
      make("div.follow__body", {}, text),
      make("div.follow__actions", {}, again, way),
    );
    this.screen.dataset.step = "failed";
  }

  /** Tell whether something is another than when it was last shown: nothing is drawn for nothing. */
  _isNew(name, said) {
    const text = JSON.stringify(said);
    this.shown ??= {};
    const isNew = this.shown[name] !== text;
    this.shown[name] = text;
    return isNew;
  }

  // The languages

  get _language() {
    return this.config.languages.find(({ code }) => code === this.language);
  }

  _offerLanguages() {
    const select = this.part("language-choice");
    select.replaceChildren(
      ...this.config.languages.map(({ code, name }) => make("option", { value: code, lang: code, selected: code === this.language }, name)),
    );
    select.addEventListener("change", () => this.switchTo(select.value));
    this.part("language").hidden = false;
  }

  /** Go on in another language, without a network. @param {string} code */
  async switchTo(code) {
    this.voice.stop();
    this._speak(code);
    history.replaceState(history.state, "", this._language.page + location.search);
    this.shown = {};
    for (const [key, { element, values }] of this.news) {
      element.querySelector("span").textContent = this.words.say(key, values);
    }
    if (this.opened) this._show();
    await this.camera?.speak(this.words, code);
    this.camera?.showLeg(this.walk.step === "walking" ? this.guide.leg : null);
  }

  _speak(code) {
    this.language = code;
    this.words = new Words(this.texts[code], code);
    const root = document.documentElement;
    [root.lang, root.dir] = [code, this._language.dir];
    for (const element of this.screen.querySelectorAll("[data-say]")) element.textContent = this.words.say(element.dataset.say);
    for (const element of this.screen.querySelectorAll("[data-label]")) element.setAttribute("aria-label", this.words.say(element.dataset.label));
    this.part("leave").setAttribute("aria-label", this.words.say("leave"));
    this.part("leave").href = this._backUrl;
    if (this.edition) this.part("name").textContent = textIn(this.edition.circuit.name, code).words;
  }

  // The map

  async _openMap() {
    const { centre, zoom } = this.config;
    try {
      const [{ Chart }, { Camera }] = await Promise.all([import("../map/chart.js"), import("./camera.js")]);
      const chart = await Chart.open(this.part("map-canvas"), this.config, this.words, { view: { centre, zoom } });
      this.screen.chart = chart;
      const left = () => (this.part("recentre").hidden = false);
      const camera = new Camera(chart, { edition: this.edition, language: this.language, left });
      camera.isTurning = this.habits.isTurning;
      camera.showWhole(true);
      this.camera = camera;
      if (camera.language !== chart.config.language) await camera.speak(this.words, this.language);
      this._furnish();
      if (this._isWalking) {
        camera.showLeg(this.walk.step === "walking" ? this.guide.leg : null);
        camera.keepTo(this.view, this.guide.mode);
      }
      chart.showBasemap();
      await fetchLetters();
      this.screen.dataset.drawn = "";
    } catch (error) {
      console.warn(error);
      this.tell("no_map");
    }
  }

  _furnish() {
    this.part("tools").hidden = false;
    this.part("recentre").addEventListener("click", () => {
      this.part("recentre").hidden = true;
      this.camera.keepTo(this.view, this.guide.mode);
    });
    this.part("whole-way").addEventListener("click", () => {
      this.camera.showWhole();
      this.part("recentre").hidden = !this._isWalking;
    });
    this.part("turning").addEventListener("click", () => this._habit("isTurning", !this.habits.isTurning));
    this._turn();
    this.camera.chart.map.on("rotate", () => {
      this.part("turning").style.setProperty("--bearing", `${-this.camera.chart.bearing}deg`);
    });
  }

  _turn() {
    const { isTurning } = this.habits;
    this.part("turning").setAttribute("aria-pressed", String(isTurning));
    if (!this.camera) return;
    this.camera.isTurning = isTurning;
    if (!isTurning) this.camera.chart.turnNorth();
    this.camera.drawn = null;
  }

}

function read(screen, id) {
  return JSON.parse(screen.querySelector(`#${id}`).textContent);
}

/** Make the phone buzz; it may only once somebody has touched the page. */
function buzz(kind) {
  if (BUZZ[kind] && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(BUZZ[kind]);
}

/** Have the letters of all languages at hand before the network is gone. */
function fetchLetters() {
  return Promise.allSettled([...document.fonts].map((face) => face.load()));
}

/** Wait until the browser has nothing better to do. */
function idle() {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(resolve, { timeout: 1500 });
    else setTimeout(resolve, 1);
  });
}

/**
 * Return a drawing as an address that holds it: a card is drawn anew often, and asks for nothing then.
 *
 * @param {string | undefined} address
 * @returns {Promise<string | null>} null where there is none, or none can be had
 */
async function drawing(address) {
  if (!address) return null;
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? `data:image/svg+xml,${encodeURIComponent(await answer.text())}` : null;
}
