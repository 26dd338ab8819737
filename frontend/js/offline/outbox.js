/**
 * What was written on this phone and waits to be sent: kept in IndexedDB, sent by pages and by the
 * service worker, each once.
 *
 * @typedef {import("../reports/report.js").Report} Item
 */

import { deliver, nextDue } from "../reports/queue.js";
import { change, read, readAll } from "./store.js";

const PATIENCE_MS = 60_000;

export class Outbox {
  /**
   * @param {"reports" | "observations"} tag of the table, of background sync, of the lock, of the channel
   *   and of the marker
   * @param {(item: Item) => Promise<import("../reports/report.js").Answer | null>} post
   */
  constructor(tag, post) {
    Object.assign(this, { tag, post });
    /** @type {import("../reports/queue.js").Shelf} */
    this.shelf = {
      all: async () => (await readAll(tag)).sort((one, other) => (one.told.made_at < other.told.made_at ? -1 : 1)),
      replace: (item) =>
        change([tag], (table) => {
          const before = table(tag).get(item.id);
          before.onsuccess = () => before.result && table(tag).put(item);
        }),
      drop: (id) => change([tag], (table) => table(tag).delete(id)),
    };
  }

  /** Return all that is on this phone, the oldest first. */
  all() {
    return this.shelf.all();
  }

  /** Return one of them. @param {string} id */
  one(id) {
    return read(this.tag, id);
  }

  /**
   * Keep something on this phone, in the place of another one where it is a change of that.
   *
   * @param {Item} item
   * @param {string} [instead] id of the one that it replaces
   */
  async keep(item, instead) {
    const { tag } = this;
    await change([tag], (table) => {
      table(tag).put(item);
      if (!instead) return;
      const before = table(tag).get(instead);
      before.onsuccess = () => before.result?.state !== "sent" && table(tag).delete(instead);
    });
    this.mark(true);
  }

  /** Remove one from this phone. @param {string} id */
  async drop(id) {
    await this.shelf.drop(id);
    this.tell();
  }

  /**
   * Send what waits, unless that is being done already; return all that is on this phone then.
   *
   * @param {{isImpatient?: boolean}} [options]
   * @returns {Promise<Item[]>}
   */
  async send({ isImpatient = false } = {}) {
    const work = () => deliver(this.shelf, this.post, { now: Date.now, isImpatient });
    const items = await (navigator.locks ? navigator.locks.request(this.tag, work) : work());
    this.tell();
    return items;
  }

  /** Ask the browser to have the service worker send when there is a network, with all pages closed. */
  async sendLater() {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register(this.tag).catch(() => {}); // some browsers have it, and may refuse
  }

  /** Tell all pages that something has changed. */
  tell() {
    const channel = new BroadcastChannel(this.tag);
    channel.postMessage("changed");
    channel.close();
  }

  /** Have something done whenever what is on this phone changes. @param {() => void} act */
  listen(act) {
    new BroadcastChannel(this.tag).addEventListener("message", act);
  }

  /**
   * Keep on sending while this page is open: now, when a network comes, and when it is time again.
   *
   * @param {(items: Item[]) => void} [told] after each time
   * @param {{isImpatient?: boolean}} [first] how it is begun
   */
  keepSending(told = () => {}, first = {}) {
    let timer = null;
    const go = async (options) => {
      clearTimeout(timer);
      const items = await this.send(options).catch(() => []);
      const dueMs = nextDue(items);
      if (dueMs !== null) timer = setTimeout(go, Math.max(1000, dueMs - Date.now()));
      this.mark(items.some(({ state }) => state !== "sent"));
      told(items);
    };
    addEventListener("online", () => go({ isImpatient: true }));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
    go(first);
  }

  /** Note for other pages whether anything waits, or is to be mended: they look only then. */
  mark(isOpen) {
    try {
      if (isOpen) localStorage.setItem(this.tag, "open");
      else localStorage.removeItem(this.tag);
    } catch {
      // The browser keeps no notes: the page of what waits looks in any case.
    }
  }
}

/**
 * Ask the site; what it answers, without what stands between it and this phone.
 *
 * @param {string} url
 * @param {RequestInit} options
 * @returns {Promise<import("../reports/report.js").Answer | null>} null without a network
 */
export async function ask(url, options) {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS), ...options });
    const isJson = /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
    return {
      status: response.status,
      body: isJson ? await response.json() : null,
      retryAfterS: Number(response.headers.get("Retry-After")) || 0,
    };
  } catch {
    return null;
  }
}
