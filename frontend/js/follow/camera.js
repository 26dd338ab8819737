/**
 * The map under a walk: it keeps to the walker until a finger moves it elsewhere.
 */

import { distanceM, metresAPixel } from "../map/geometry.js";
import { boxOfWay } from "../map/order.js";
import { featuresOf } from "./features.js";
import { Plane, apartM, bearingTo, turnBetween } from "./plane.js";

const ZOOM = { foot: 17, wheelchair: 17, car: 15 };
const LOWERED = 0.2; // one sees more of what lies ahead
const MOVED_PX = 6; // less is not worth drawing the map again: it costs battery
const STANDING_PX = 14;
const TURNED = 12; // degrees
const CIRCLE_GROWN = 0.25;
const WHOLE = { maxZoom: 16, padding: 48 };
const LEAST_ZOOM = 11; // farther out a stop is nothing but a direction
const EDGE_PX = 40; // a stop, with its number, so far from the edge
const ZOOM_STEP = 0.5; // else the map breathes with every position

/**
 * Return the zoom at which a stop is just seen, by a walker who stays where the map holds them.
 *
 * @param {[number, number]} stop
 * @param {object} aim
 * @param {[number, number]} aim.position of the walker
 * @param {number} aim.bearing what is up, in degrees clockwise from north
 * @param {number} aim.lowered by how much of the map's height the walker is below its middle
 * @param {number} aim.widthPx of the map
 * @param {number} aim.heightPx of the map
 * @returns {number} Infinity where stop and walker are at one spot
 */
export function zoomToSee(stop, { position, bearing, lowered, widthPx, heightPx }) {
  const point = new Plane(position).point(stop);
  const awayM = apartM([0, 0], point);
  const angle = (turnBetween(bearing, bearingTo([0, 0], point)) * Math.PI) / 180;
  const [right, up] = [Math.abs(Math.sin(angle)), Math.cos(angle)];
  const asidePx = (widthPx / 2 - EDGE_PX) / right;
  const aheadPx = (heightPx * (0.5 + Math.sign(up) * lowered) - EDGE_PX) / Math.abs(up);
  const roomPx = Math.max(EDGE_PX, Math.min(asidePx, aheadPx));
  const zoom = Math.log2((metresAPixel(0, position[1]) * roomPx) / awayM);
  return Math.floor(zoom / ZOOM_STEP) * ZOOM_STEP;
}

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
  see({ where, wayBack, beeline }, mode) {
    const line = wayBack?.coordinates ?? beeline;
    const key = line ? `${line.length} ${line.at(-1)}` : "";
    const isNew = key !== this.onwardKey;
    const isWorthIt = isNew || Boolean(where && this._isWorthIt(where));
    if (!isWorthIt) return;
    this.chart.showOnward(line);
    this.onwardKey = key;
    if (!where) return;
    const heading = where.isStanding ? null : where.heading;
    this.drawn = { position: where.position, accuracyM: where.accuracyM, heading };
    this.chart.showMe(where.position, where.accuracyM, heading);
    if (!this.isFollowing) return;
    const bearing = this.isTurning ? (where.heading ?? this.chart.bearing) : 0;
    const isTurned = Math.abs(turnBetween(this.chart.bearing, bearing)) > TURNED;
    const aim = {
      position: where.position,
      bearing: isTurned || !this.isTurning ? bearing : this.chart.bearing,
      lowered: this.isTurning ? LOWERED : 0,
    };
    const { clientWidth: widthPx, clientHeight: heightPx } = this.chart.container;
    const farthest = beeline ? zoomToSee(beeline[1], { ...aim, widthPx, heightPx }) : Infinity;
    this.chart.aim({ ...aim, zoom: Math.max(LEAST_ZOOM, Math.min(ZOOM[mode], farthest)) });
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

