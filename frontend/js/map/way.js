/**
 * The legs of a circuit on its map: one is chosen by a tap or from the page, and read step by step.
 */

import { boxAround, positionsOf } from "./geometry.js";
import { shortName } from "./drawing.js";

const STEP_ZOOM = 17.2; // near enough to tell an alley from the next
const LEG_ZOOM = 17;
const SPOKEN_MODES = { foot: "mode_foot", wheelchair: "mode_wheelchair", car: "mode_car" };

export class Way {
  /**
   * @param {GeoJSON.Feature[]} features of a circuit, as the API gives them
   * @param {object} map
   * @param {import("./chart.js").Chart} map.chart
   * @param {import("./card.js").Card} map.card
   * @param {import("./words.js").Words} map.words
   * @param {(feature: null) => void} map.choose
   * @param {() => void} [map.clear] make room for the map and its card
   * @param {string} page address of the circuit's page; empty on that page itself
   */
  constructor(features, { chart, card, words, choose, clear = () => {} }, page) {
    Object.assign(this, { chart, card, words, choose, clear, page });
    this.legs = features.filter(({ properties }) => properties.kind === "leg");
    this.names = new Map(
      features
        .filter(({ properties }) => properties.kind === "stop")
        .map(({ properties }) => [properties.order, shortName(properties.name)]),
    );
    /** @type {string | null} */
    this.chosen = null;
  }

  /**
   * Show a leg and its directions.
   *
   * @param {string} id
   * @param {object} [options]
   * @param {boolean} [options.fly] to all of it; a tap on the leg leaves the map where it is
   * @param {boolean} [options.focus]
   */
  open(id, { fly = false, focus = true } = {}) {
    const index = this.legs.findIndex((leg) => leg.id === id);
    const leg = this.legs[index];
    if (!leg) return;
    this.choose(null);
    this.clear();
    this.chosen = id;
    this.chart.chooseLeg(id);
    const to = (other) => other && (() => this.open(other.id, { fly: true }));
    this.card.showLeg(
      { ...this.said(leg), url: `${this.page}#${id}` },
      {
        stepped: (step) => this.step(step),
        previous: to(this.legs[index - 1]),
        next: to(this.legs[index + 1]),
      },
      { focus },
    );
    if (fly && leg.geometry) this.chart.fitAbove(boxAround(positionsOf(leg.geometry)), this.card.element, LEG_ZOOM);
  }

  /**
   * Return what is said of a leg.
   *
   * @param {GeoJSON.Feature} leg
   * @returns {ReturnType<typeof inWords>}
   */
  said(leg) {
    return inWords(leg, this.names, this.words);
  }

  /**
   * Show where one of the directions of the chosen leg is followed.
   *
   * @param {number} step
   */
  step(step) {
    const leg = this.legs.find(({ id }) => id === this.chosen);
    const manoeuvre = leg?.properties.manoeuvres?.[step];
    if (!manoeuvre) return;
    const point = [manoeuvre.lon, manoeuvre.lat];
    this.card.markStep(step);
    this.chart.chooseLeg(leg.id, point);
    this.chart.showPoint(point, this.card.element, STEP_ZOOM);
  }

  /** Take the highlight away; the card is closed by whoever closes cards. */
  leave() {
    if (this.chosen === null) return;
    this.chosen = null;
    this.chart.chooseLeg(null);
  }

  /**
   * Make the page's own buttons show legs and directions on the map.
   *
   * @param {ParentNode} page
   * @param {HTMLElement} map to bring into view
   */
  listenTo(page, map) {
    for (const button of page.querySelectorAll("[data-show-leg]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const { showLeg, showStep } = button.dataset;
        const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        map.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" });
        this.open(`leg-${showLeg}`, { fly: showStep === undefined });
        if (showStep !== undefined) this.step(Number(showStep));
      });
    }
  }
}

/**
 * Return what the card of a leg says.
 *
 * @param {GeoJSON.Feature} leg as the API gives it
 * @param {Map<number, string>} names of the stops by their number
 * @param {import("./words.js").Words} words
 * @returns {{meta: string, title: string, length: string, notes: string[], steps: {text: string, icon: string}[]}}
 */
export function inWords({ properties: leg }, names, words) {
  const title = words.say("leg_title", {
    start: leg.start_name ?? names.get(leg.start),
    end: leg.end_name ?? names.get(leg.end),
  });
  const number = leg.start && leg.end ? words.say("leg_number", { number: leg.start }) : "";
  return {
    meta: [number, words.say(SPOKEN_MODES[leg.mode])].filter(Boolean).join(" · "),
    title,
    length: lengthOf(leg, words),
    notes: leg.notes ?? [],
    steps: leg.manoeuvres?.length
      ? leg.manoeuvres.map(({ text, icon }, index) => ({ text: leg.directions?.[index] ?? text, icon }))
      : [],
  };
}

function lengthOf({ distance_m: distanceM, duration_s: durationS, approximate }, words) {
  if (distanceM === null || distanceM === undefined) return words.say("way_unknown");
  const values = { distance: words.length(distanceM), time: words.duration(durationS ?? 0) };
  return words.say(approximate ? "way_about" : "way_known", values);
}
