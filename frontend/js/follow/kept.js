/**
 * Keep a walk and the walker's habits on the phone. A browser may refuse to keep anything: the walk then
 * lasts as long as the page, which says so.
 */

const HABITS = { isTurning: true, isAloud: false, isSparing: false };

export class Kept {
  /** @param {Storage | null} [storage] */
  constructor(storage = ownStorage()) {
    this.storage = storage;
    this.isKeeping = Boolean(storage);
  }

  /** @returns {string | null} */
  read(key) {
    try {
      return this.storage?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  /** @returns {boolean} whether it is kept */
  write(key, text) {
    try {
      this.storage.setItem(key, text);
      this.isKeeping = true;
    } catch {
      this.isKeeping = false; // full, or refused
    }
    return this.isKeeping;
  }

  /** Keep something no longer. */
  forget(key) {
    try {
      this.storage?.removeItem(key);
    } catch {
      // It was not kept, then.
    }
  }

  /** @returns {typeof HABITS} */
  habits() {
    try {
      return { ...HABITS, ...JSON.parse(this.read("follow-habits") ?? "{}") };
    } catch {
      return HABITS;
    }
  }
}

function ownStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
