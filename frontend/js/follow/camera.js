/**
 * The map under a walk: it keeps to the walker until a finger moves it elsewhere.
 */

import { distanceM, metresAPixel } from "../map/geometry.js";
import { boxOfWay } from "../map/order.js";
import { featuresOf } from "./features.js";
import { turnBetween } from "./plane.js";

const ZOOM = { foot: 17, wheelchair: 17, car: 15 };
const LOWERED = 0.2; // one sees more of what lies ahead
const MOVED_PX = 6; // less is not worth drawing the map again: it costs battery
const STANDING_PX = 14;
const TURNED = 12; // degrees
const CIRCLE_GROWN = 0.25;
const WHOLE = { maxZoom: 16, padding: 48 };

export class Camera {
  /**
   * @param {import("../map/chart.js").Chart} chart
   * @param {object} options
   * @param {object} options.edition
   * @param {string} options.language
   * @param {() => void} options.left a finger has moved the map away from the walker
   */
  constructor(chart, { edition, language, left }) {
    Object.assign(this, { chart, edition, language });
    this.isFollowing = false;
    this.isTurning = true;
    this.drawn = null;
    chart.map.on("dragstart", ({ originalEvent }) => {
      if (!originalEvent || !this.isFollowing) return;
      this.isFollowing = false;
      left();
    });
    this._showCircuit();
  }

  /** Show all of the circuit. */
  showWhole(atOnce = false) {
    this.isFollowing = false;
    const box = boxOfWay(featuresOf(this.edition, this.language));
    if (box) this.chart.fit(box, { ...WHOLE, atOnce });
  }

  /**
   * Keep to the walker from now on.
   *
   * @param {import("./guide.js").View} view
   * @param {string} mode
   */
  keepTo(view, mode) {
    this.isFollowing = true;
    this.drawn = null;
    this.see(view, mode);
  }

  /**
   * Draw where the walk stands.
   *
   * @param {import("./guide.js").View} view
   * @param {string} mode
   */
  see({ where, wayBack }, mode) {
    const line = wayBack?.coordinates ?? null;
    const key = line ? `${line.length} ${line.at(-1)}` : "";
    if (key !== this.wayBackKey || line) this.chart.showWayBack(line);
    this.wayBackKey = key;
    if (!where || !this._isWorthIt(where)) return;
    const heading = where.isStanding ? null : where.heading;
    this.drawn = { position: where.position, accuracyM: where.accuracyM, heading };
    this.chart.showMe(where.position, where.accuracyM, heading);
    if (!this.isFollowing) return;
    const bearing = this.isTurning ? (where.heading ?? this.chart.bearing) : 0;
    const isTurned = Math.abs(turnBetween(this.chart.bearing, bearing)) > TURNED;
    this.chart.aim({
      position: where.position,
      bearing: isTurned || !this.isTurning ? bearing : this.chart.bearing,
      zoom: ZOOM[mode],
      lowered: this.isTurning ? LOWERED : 0,
    });
  }

  /** Draw the leg that is walked above the others. */
  showLeg(leg) {
    this.chart.chooseLeg(leg ? `leg-${leg.start}` : null);
  }

  /**
   * @param {import("../map/words.js").Words} words
   * @param {string} language
   */
  async speak(words, language) {
    this.language = language;
    await this.chart.speak(words, language);
    this._showCircuit();
  }

  _showCircuit() {
    this.chart.showCircuit(featuresOf(this.edition, this.language));
  }

  _isWorthIt({ position, accuracyM, isStanding }) {
    const { drawn } = this;
    if (!drawn) return true;
    const pixelM = metresAPixel(this.chart.view.zoom, position[1]);
    const movedPx = distanceM(drawn.position, position) / pixelM;
    const grown = Math.abs(accuracyM / drawn.accuracyM - 1);
    if (isStanding && drawn.heading === null) return movedPx > STANDING_PX || grown > 2 * CIRCLE_GROWN;
    return movedPx > MOVED_PX || grown > CIRCLE_GROWN || isStanding;
  }
}

