/**
 * Guide somebody along a walk: what each position means for them. No page and no phone in here.
 *
 * @typedef {import("./walk.js").Walk} Walk
 *
 * @typedef {object} Event what is to be told once
 * @property {"arrived" | "in_area" | "off" | "back" | "away" | "prompt" | "moved_on"} kind
 * @property {number} [stop]
 * @property {import("./instructions.js").Instruction} [instruction]
 *
 * @typedef {object} View where the walk stands
 * @property {import("./position.js").Whereabouts | null} where
 * @property {boolean} isOff the walker has left a way that is known
 * @property {boolean} isInDoubt the walker may have left it
 * @property {boolean} isAway the walker goes away from a stop to which no way is known
 * @property {import("./arrival.js").Nearness | null} nearness
 * @property {{instruction: object, distanceM: number} | null} next
 * @property {{coordinates: [number, number][], lengthM: number, isWalked: boolean} | null} wayBack
 * @property {[[number, number], [number, number]] | null} beeline straight to a stop to which no way is known
 * @property {Remaining} remaining
 * @property {Event[]} events
 *
 * @typedef {object} Remaining
 * @property {number | null} toStopM null where that would say more than is known
 * @property {number | null} toStopS
 * @property {boolean} isAbout
 * @property {number | null} toEndS until one is at the last stop, with the stays before it
 */

import { distanceM } from "../map/geometry.js";
import { Arrival, circleOf } from "./arrival.js";
import { Prompter, instructionsOf, nextOf } from "./instructions.js";
import { GoingAway, OffWay } from "./offway.js";
import { apartM, Plane } from "./plane.js";
import { PositionFilter } from "./position.js";
import { Line, Pace, Tracker, remainingS } from "./route.js";
import { forecast, proposals, sameDay, stopOf, straight } from "./schedule.js";
import { currentLeg, target } from "./walk.js";

const DETOUR = 1.35;
const CRUMB_M = 8;
const MOST_CRUMBS = 400;
const WORTH_IT = 2.5; // the way one came may be so much longer than the straight line to the way
const GONE_M = 45; // beyond the circle of a stop: one has moved on
const GONE_S = 20;

export class Guide {
  /**
   * @param {object} edition
   * @param {object} calendar
   * @param {Walk} walk
   */
  constructor(edition, calendar, walk) {
    Object.assign(this, { edition, calendar });
    this.pace = new Pace(walk.factor);
    /** @type {import("./position.js").Whereabouts | null} */
    this.where = null;
    this.follow(walk);
  }

  /**
   * Go on with a walk that has changed; what was found out on its leg stays if the leg is the same.
   *
   * @param {Walk} walk
   */
  follow(walk) {
    const key = JSON.stringify([walk.edition, walk.from, target(walk), walk.isBackwards]);
    this.walk = walk;
    if (key !== this.key) this._begin(walk);
    this.key = key;
  }

  /** @returns {"foot" | "wheelchair" | "car"} how one travels now */
  get mode() {
    if (this.leg) return this.leg.mode;
    const from = this.walk.from === null ? null : stopOf(this.edition, this.walk.from);
    return from?.onward_mode || this.edition.circuit.mode;
  }

  /**
   * Take a position.
   *
   * @param {import("./position.js").Fix} fix
   * @returns {View}
   */
  take(fix) {
    const where = this.filter.take(fix);
    this.where = where;
    if (where.verdict !== "first" && where.verdict !== "good") return this.view([]);
    const { position, accuracyM, velocity = null } = fix;
    const seen = { position, accuracyM, velocity, passedS: Math.max(1, where.passedS) };
    if (this.walk.step === "arrived") return this.view(this._stay(where, seen));
    if (this.walk.step !== "walking") return this.view([]);
    return this.view([...this._walk(where, seen), ...this._near(where, seen)]);
  }

  /**
   * Return where the walk stands.
   *
   * @param {Event[]} [events]
   * @returns {View}
   */
  view(events = []) {
    const alongM = this.progress?.alongM ?? this.walk.legM;
    return {
      where: this.where,
      isOff: this.offWay?.isOff ?? false,
      isInDoubt: this.offWay?.isInDoubt ?? false,
      isAway: this.goingAway?.isOff ?? false,
      nearness: this.nearness,
      next: this.instructions.length ? nextOf(this.instructions, alongM) : null,
      wayBack: this._wayBack(),
      beeline: this._beeline(),
      remaining: this._remaining(),
      events,
    };
  }

  /** @returns {number} how far along the leg one is, to be kept */
  get legM() {
    return this.progress?.alongM ?? this.walk.legM;
  }

  /**
   * Look ahead to the stops to come that day.
   *
   * @param {number} nowMs
   * @returns {{visits: import("./schedule.js").Visit[], closed: ReturnType<typeof proposals>}}
   */
  outlook(nowMs) {
    const { edition, calendar, walk } = this;
    const isThere = walk.step === "arrived";
    const { toStopS, isAbout } = this._remaining();
    const given = {
      edition,
      calendar,
      ahead: sameDay(edition, walk.ahead),
      nowMs,
      firstS: isThere ? 0 : toStopS,
      isFirstAbout: !isThere && isAbout,
      factor: this.pace.factor,
      position: this.where?.position ?? this._start(),
    };
    const visits = forecast(given);
    return { visits, closed: proposals(given, visits).filter(({ stop }) => !isThere || stop !== walk.ahead[0]) };
  }

  _begin(walk) {
    const found = currentLeg(walk, this.edition);
    this.leg = found?.leg ?? null;
    this.isTurned = found?.isTurned ?? false;
    const mode = this.mode;
    const coordinates = this.leg?.geometry?.coordinates;
    const isWay = this.leg?.basis === "streets" && coordinates?.length > 1;
    /** @type {Line | null} the way, where it is known */
    this.line = isWay ? new Line(this.isTurned ? coordinates.toReversed() : coordinates) : null;
    this.tracker = this.line && new Tracker(this.line, mode, walk.legM);
    this.offWay = this.line && new OffWay(this.line, mode, walk.legM);
    const stop = target(walk);
    this.place = stop === null ? null : this.edition.places[stopOf(this.edition, stop).place];
    this.goingAway = !this.line && this.place?.position ? new GoingAway(mode) : null;
    this.arrival = this.place && new Arrival(this.place);
    this.instructions = this.line ? instructionsOf(this.leg, this.line, this.isTurned) : [];
    this.prompter = new Prompter(mode);
    this.filter ??= new PositionFilter(mode);
    this.filter.mode = mode;
    this.progress = null;
    this.nearness = null;
    this.crumbs = [];
    this.goneS = 0;
  }

  /** @returns {Event[]} */
  _walk(where, seen) {
    const isHome = this._isHome(where);
    this._drop(where);
    if (!this.line) {
      const awayM = this.place?.position && distanceM(where.position, this.place.position);
      const news = this.goingAway && !isHome ? this.goingAway.take(awayM, seen.accuracyM) : "on";
      return news === "left" ? [{ kind: "away" }] : news === "back" ? [{ kind: "back" }] : [];
    }
    const before = this.progress?.alongM ?? null;
    this.progress = this.tracker.take({ ...seen, isOff: this.offWay.isOff });
    const { timeMs, isAfterGap } = where;
    const news = this.offWay.take({ ...seen, timeMs, isAfterGap, isHome }, this.progress);
    if (!this.offWay.isOff && before !== null && !where.isStanding && this.leg.duration_s) {
      this.pace.walked(this.progress.alongM - before, where.passedS, this.line.lengthM / this.leg.duration_s);
    }
    const kinds = { left: "off", back: "back" };
    const events = news in kinds ? [{ kind: kinds[news] }] : [];
    if (this.offWay.isOff) return events;
    const instruction = this.prompter.take(nextOf(this.instructions, this.progress.alongM));
    return instruction && instruction.turn !== "arrive" ? [...events, { kind: "prompt", instruction }] : events;
  }

  /** @returns {Event[]} */
  _near(where, seen) {
    if (!this.arrival) return [];
    this.nearness = this.arrival.take({
      ...seen,
      position: where.position,
      accuracyM: where.accuracyM,
      remainingM: this.progress?.remainingM ?? null,
    });
    if (!this.nearness.isNews) return [];
    const kind = this.nearness.kind === "area" ? "in_area" : "arrived";
    return [{ kind, stop: target(this.walk) }];
  }

  /** Who leaves a stop for good has moved on, also without a word. */
  _stay(where, seen) {
    const circle = this.place && circleOf(this.place);
    if (!circle || circle.kind === "area") return [];
    const awayM = distanceM(where.position, circle.position);
    const isGone = awayM > circle.strollM + GONE_M + seen.accuracyM && !where.isStanding;
    this.wasThere ||= awayM <= circle.strollM + seen.accuracyM; // else a tap said so, and is right
    this.goneS = isGone && this.wasThere ? this.goneS + Math.min(seen.passedS, 5) : 0;
    if (this.goneS < GONE_S) return [];
    this.goneS = 0;
    this.wasThere = false;
    return [{ kind: "moved_on", stop: target(this.walk) }];
  }

  _isHome({ position }) {
    const circle = this.place && circleOf(this.place);
    return Boolean(circle && circle.kind !== "area" && distanceM(position, circle.position) <= circle.radiusM + 10);
  }

  /** Drop crumbs, so that one finds back to where one was on the way. */
  _drop({ position }) {
    const isOn = this.line && !this.offWay.isOff && this.progress && this.progress.awayM < 12;
    if (isOn) this.crumbs = [];
    const last = this.crumbs.at(-1);
    if (!last || distanceM(last, position) > CRUMB_M) this.crumbs = [...this.crumbs, position].slice(-MOST_CRUMBS);
  }

  _wayBack() {
    const { isOff = false, isInDoubt = false } = this.offWay ?? {};
    if (!(isOff || isInDoubt) || !this.where || !this.progress) return null;
    const here = this.where.position;
    const shortM = distanceM(here, this.progress.nearest);
    if (isInDoubt) return { coordinates: [here, this.progress.nearest], lengthM: shortM, isWalked: false };
    const walked = [here, ...this.crumbs.toReversed()];
    const plane = new Plane(here);
    const points = walked.map((position) => plane.point(position));
    const walkedM = points.slice(1).reduce((sum, point, index) => sum + apartM(points[index], point), 0);
    if (walked.length > 1 && walkedM < WORTH_IT * shortM) {
      return { coordinates: walked, lengthM: walkedM, isWalked: true };
    }
    return { coordinates: [here, this.progress.nearest], lengthM: shortM, isWalked: false };
  }

  _beeline() {
    if (this.line || this.walk.step !== "walking" || !this.where || !this.place?.position) return null;
    return [this.where.position, this.place.position];
  }

  /** @returns {Remaining} */
  _remaining() {
    const { walk, leg, place } = this;
    const none = { toStopM: null, toStopS: null, isAbout: true, toEndS: null };
    if (!place) return none;
    const isThere = walk.step === "arrived";
    const first = isThere ? { toStopM: 0, toStopS: 0, isAbout: false } : this._toStop(leg, place);
    const visits = forecast({
      edition: this.edition,
      calendar: { from: "", until: "", places: {} },
      ahead: sameDay(this.edition, walk.ahead),
      nowMs: 0,
      firstS: first.toStopS,
      factor: this.pace.factor,
    });
    const end = visits.at(-1)?.arrivalMs ?? null;
    return { ...first, toEndS: end === null ? null : end / 1000 };
  }

  _toStop(leg, place) {
    const none = { toStopM: null, toStopS: null, isAbout: true };
    const factor = this.pace.factor;
    if (this.line) {
      const toStopM = this.line.lengthM - this.legM;
      const toStopS = remainingS(leg, toStopM / Math.max(1, this.line.lengthM), factor);
      return { toStopM, toStopS, isAbout: leg.approximate };
    }
    if (!place.position) return none;
    const here = this.where?.position ?? this._start();
    if (!here) return leg?.distance_m ? { toStopM: leg.distance_m, toStopS: leg.duration_s, isAbout: true } : none;
    const toStopM = distanceM(here, place.position) * DETOUR;
    return { toStopM, toStopS: straight(here, place.position, this.mode, factor).seconds, isAbout: true };
  }

  /** @returns {[number, number] | null} the stop one comes from */
  _start() {
    if (this.walk.from === null) return null;
    return this.edition.places[stopOf(this.edition, this.walk.from).place].position;
  }
}
