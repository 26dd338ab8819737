/**
 * Notice that the phone's clock is wrong: opening hours and arrivals hang on it.
 *
 * What to compare with comes for nothing: the satellites' own time, which a fix carries on many phones;
 * the server's, when the edition was fetched; and the edition itself, which cannot be read before it was
 * published.
 *
 * @typedef {object} Clock
 * @property {number} skewMs by how much the phone is ahead of the true time; negative where it is behind
 * @property {boolean} isWrong by more than a walk forgives
 * @property {boolean} isKnown whether the true time is known, or only that this one cannot be true
 */

const FORGIVEN_MS = 5 * 60_000;
const FRESH_MS = 10_000; // a fix that is older than that says nothing of now
const DAY_MS = 86_400_000;

export class TrueTime {
  /** @param {() => number} [phone] its clock */
  constructor(phone = Date.now) {
    this.phone = phone;
    this.skewMs = 0;
    this.isKnown = false;
    this.earliestMs = -Infinity;
  }

  /**
   * Compare with a time that is known to be true.
   *
   * @param {number} trueMs
   * @param {number} [phoneMs] when it was known
   */
  compare(trueMs, phoneMs = this.phone()) {
    if (!Number.isFinite(trueMs)) return;
    this.isKnown = true;
    this.skewMs = phoneMs - trueMs;
  }

  /**
   * Compare with the time that a position was found at.
   *
   * Where the satellites' time is not passed on, the phone's own stands there, and they agree. A fix that
   * was kept for a while is behind: what looks like a clock that is ahead must come twice.
   *
   * @param {number} fixMs
   */
  compareFix(fixMs) {
    const behindMs = this.phone() - fixMs;
    const agrees = this.lastBehindMs !== undefined && Math.abs(behindMs - this.lastBehindMs) < FRESH_MS;
    this.lastBehindMs = behindMs;
    if (!agrees || Math.abs(behindMs) > 40 * 365 * DAY_MS) return; // some phones count from boot
    if (Math.abs(behindMs) > FORGIVEN_MS && !this.isKnown) this.compare(fixMs);
  }

  /** The time cannot be before this one. */
  notBefore(ms) {
    if (Number.isFinite(ms)) this.earliestMs = Math.max(this.earliestMs, ms);
  }

  /** @returns {number} the true time, as far as it is known */
  now() {
    const corrected = this.phone() - (Math.abs(this.skewMs) > FORGIVEN_MS ? this.skewMs : 0);
    return Math.max(corrected, this.earliestMs);
  }

  /** @returns {Clock} */
  get state() {
    const isEarly = !this.isKnown && this.phone() < this.earliestMs - FORGIVEN_MS;
    return {
      skewMs: this.skewMs,
      isKnown: this.isKnown,
      isWrong: isEarly || Math.abs(this.skewMs) > FORGIVEN_MS,
    };
  }
}
