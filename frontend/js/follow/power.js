/**
 * Spend the battery on what is worth it: keep the screen awake, or let it sleep and look now and then.
 *
 * In the battery saver a page is paused by the system while the screen is off: it cannot listen. What it
 * can do is to look as soon as it runs again, and to say for how long it was away.
 */

const LOOK_S = 20; // between two positions in the battery saver
const TICK_MS = 5000;
const ASLEEP_MS = 20_000; // a tick so late means that the system had stopped us

/** How to ask for positions. */
const LIVELY = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };
const SPARING = { enableHighAccuracy: true, maximumAge: 10_000, timeout: 20_000 };

/** Keeps the screen awake as long as it is wanted, also after the page was away. */
export class Wakefulness {
  /**
   * @param {object} [phone]
   * @param {WakeLock | undefined} [phone.wakeLock]
   * @param {Document} [phone.document]
   */
  constructor({ wakeLock = globalThis.navigator?.wakeLock, document = globalThis.document } = {}) {
    this.wakeLock = wakeLock;
    this.document = document;
    this.isWanted = false;
    this.lock = null;
    document?.addEventListener("visibilitychange", () => this._hold());
  }

  /** @returns {boolean} whether this phone can keep its screen awake for a page */
  get isPossible() {
    return Boolean(this.wakeLock);
  }

  /**
   * @param {boolean} isWanted
   * @returns {Promise<boolean>} whether the screen is kept awake
   */
  async want(isWanted) {
    this.isWanted = isWanted;
    if (isWanted) return this._hold();
    const { lock } = this;
    this.lock = null;
    await lock?.release().catch(() => {});
    return false;
  }

  async _hold() {
    if (!this.isWanted || !this.wakeLock || this.document?.visibilityState !== "visible") return false;
    if (this.lock && !this.lock.released) return true;
    try {
      this.lock = await this.wakeLock.request("screen");
      if (!this.isWanted) await this.want(false); // it was let go in the meantime
      return this.isWanted;
    } catch {
      return false; // the phone's own battery saver refuses
    }
  }
}

/** Notices by the clock that the page was stopped. */
export class Pauses {
  /**
   * @param {(awayS: number) => void} woken
   * @param {object} [phone]
   */
  constructor(woken, { now = Date.now, setInterval = globalThis.setInterval, clearInterval = globalThis.clearInterval } = {}) {
    Object.assign(this, { woken, now, setInterval, clearInterval });
    this.timer = null;
  }

  start() {
    if (this.timer !== null) return;
    this.lastMs = this.now();
    this.timer = this.setInterval.call(globalThis, () => this.tick(), TICK_MS);
  }

  stop() {
    this.clearInterval.call(globalThis, this.timer);
    this.timer = null;
  }

  tick() {
    const nowMs = this.now();
    const awayMs = nowMs - this.lastMs;
    this.lastMs = nowMs;
    if (awayMs > ASLEEP_MS) this.woken(awayMs / 1000);
  }
}

/** Hears where the phone is: all the time, or now and then. */
export class Positions {
  /**
   * @param {object} handlers
   * @param {(position: GeolocationPosition) => void} handlers.found
   * @param {(error: {code: number}) => void} handlers.failed
   * @param {object} [phone]
   */
  constructor({ found, failed }, { geolocation = globalThis.navigator?.geolocation, setInterval = globalThis.setInterval, clearInterval = globalThis.clearInterval } = {}) {
    Object.assign(this, { found, failed, geolocation, setInterval, clearInterval });
    this.watch = null;
    this.timer = null;
  }

  get isPossible() {
    return Boolean(this.geolocation);
  }

  get isOn() {
    return this.watch !== null || this.timer !== null;
  }

  /** @param {object} [options] @param {boolean} [options.isSparing] */
  start({ isSparing = false } = {}) {
    this.stop();
    if (!this.geolocation) {
      this.failed({ code: 2 });
      return;
    }
    if (!isSparing) {
      this.watch = this.geolocation.watchPosition(this.found, this.failed, LIVELY);
      return;
    }
    this.look();
    this.timer = this.setInterval.call(globalThis, () => this.look(), LOOK_S * 1000);
  }

  /** Look once, now. */
  look() {
    this.geolocation?.getCurrentPosition(this.found, this.failed, SPARING);
  }

  stop() {
    if (this.watch !== null) this.geolocation.clearWatch(this.watch);
    if (this.timer !== null) this.clearInterval.call(globalThis, this.timer);
    this.watch = null;
    this.timer = null;
  }
}
