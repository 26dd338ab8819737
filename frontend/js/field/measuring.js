/** Stand somewhere and measure: the panel that shows how the position gets better. */

import { Plane } from "../follow/plane.js";
import { distanceM } from "../map/geometry.js";
import { farFromM } from "../map/locate.js";
import { MOST_ACCURACY_M, isGoodEnough, isSettled, meanOf } from "./averaging.js";
import { sketchOf } from "./sketch.js";

const OPTIONS = { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 };
const REFUSED = 1; // GeolocationPositionError.PERMISSION_DENIED
const DIGITS = 7; // a centimetre

export class Measuring {
  /**
   * @param {HTMLElement} element a `[data-measuring]`
   * @param {object} options
   * @param {import("../map/words.js").Words} options.words
   * @param {import("../map/geometry.js").Box} options.bbox
   */
  constructor(element, { words, bbox }) {
    Object.assign(this, { element, words, bbox });
    this.known = null;
    this.clear();
    this.part("start").addEventListener("click", () => this.start());
    this.part("stop").addEventListener("click", () => this.clear());
  }

  part(name) {
    return this.element.querySelector(`[data-measuring-${name}]`);
  }

  /** Begin anew, at a place that the map has somewhere or nowhere. @param {[number, number] | null} known */
  at(known) {
    this.known = known;
    this.clear();
  }

  /** Forget what was measured, and stop. */
  clear() {
    this.stop();
    this.fixes = [];
    this.mean = null;
    this.element.dataset.state = "idle";
    this.part("panel").hidden = true;
    this.part("start").hidden = false;
    this.say("");
  }

  start() {
    this.clear();
    this.element.dataset.state = "measuring";
    this.part("panel").hidden = false;
    this.part("start").hidden = true;
    this.part("numbers").replaceChildren();
    this.part("sketch").replaceChildren();
    this.say(this.words.say("first_wait"));
    if (!navigator.geolocation) return this.fail("locate_failed");
    this.watch = navigator.geolocation.watchPosition(
      (fix) => this.take(fix),
      ({ code }) => code === REFUSED && this.fail("locate_refused"), // others may pass: it goes on
      OPTIONS,
    );
    this.element.scrollIntoView({ block: "start" });
    navigator.wakeLock?.request("screen").then((lock) => (this.lock = lock), () => {});
  }

  stop() {
    if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch);
    this.watch = undefined;
    this.lock?.release().catch(() => {});
    this.lock = null;
  }

  fail(key) {
    this.clear();
    this.say(this.words.say(key));
  }

  take({ coords: { longitude, latitude, accuracy }, timestamp }) {
    const last = this.fixes.at(-1);
    if (last?.timeMs === timestamp) return;
    this.fixes.push({ position: [longitude, latitude], accuracyM: accuracy, timeMs: timestamp });
    this.mean = meanOf(this.fixes);
    if (this.mean) this.show();
  }

  /** Say whether what was measured may be kept. */
  get isGood() {
    return isGoodEnough(this.mean) && !this.isFar;
  }

  get isFar() {
    return this.mean !== null && farFromM(this.mean.position, this.bbox) !== null;
  }

  show() {
    const { mean, words } = this;
    const numbers = [
      words.say("good_to", { accuracy: mean.accuracyM }),
      words.say("fixes", { count: mean.fixes }),
      words.say("spread", { spread: Math.max(1, Math.round(mean.spreadM)) }),
    ];
    if (this.known) {
      numbers.push(words.say("far_from_known", { distance: words.length(distanceM(this.known, mean.position)) }));
    }
    this.part("numbers").replaceChildren(...numbers.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    this.part("sketch").replaceChildren(sketchOf(mean, words.say("sketch"), this.seenFromMean()));
    this.element.dataset.fixes = mean.fixes;
    this.element.dataset.state = this.isGood ? "good" : "measuring";
    this.say(words.say(this.verdict(), { most: MOST_ACCURACY_M }));
    this.element.dispatchEvent(new CustomEvent("measured"));
  }

  verdict() {
    if (this.isFar) return "not_in_town";
    if (this.mean.accuracyM > MOST_ACCURACY_M) return "too_rough";
    if (!this.isGood) return "too_few";
    return isSettled(this.mean) ? "good_enough" : "measuring";
  }

  seenFromMean() {
    if (!this.known) return null;
    const [eastM, northM] = new Plane(this.mean.position).point(this.known);
    return { eastM, northM };
  }

  /** What is sent of it. */
  get told() {
    const { position: [longitude, latitude], accuracyM, fixes } = this.mean;
    return {
      longitude: longitude.toFixed(DIGITS),
      latitude: latitude.toFixed(DIGITS),
      accuracy_m: String(accuracyM),
      fixes: String(fixes),
    };
  }

  say(text) {
    this.part("said").textContent = text;
  }
}
