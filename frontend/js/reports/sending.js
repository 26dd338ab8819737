/**
 * The reports on this phone: kept in IndexedDB, sent by pages and by the service worker.
 */

import { change, read, readAll } from "../offline/store.js";
import { deliver, nextDue } from "./queue.js";
import { asForm } from "./report.js";

export const TAG = "reports"; // of background sync, of the lock, of the channel, of the marker
const API = "/api/v1/reports";
const PATIENCE_MS = 60_000;

/** @type {import("./queue.js").Shelf} */
const shelf = {
  all: async () => (await readAll(TAG)).sort((one, other) => (one.told.made_at < other.told.made_at ? -1 : 1)),
  replace: (report) =>
    change([TAG], (table) => {
      const before = table(TAG).get(report.id);
      before.onsuccess = () => before.result && table(TAG).put(report);
    }),
  drop: (id) => change([TAG], (table) => table(TAG).delete(id)),
};

/** Return all reports on this phone, the oldest first. */
export const all = () => shelf.all();

/** Return one of them. @param {string} id */
export const one = (id) => read(TAG, id);

/**
 * Keep a report on this phone, in the place of another one where it is a change of that.
 *
 * @param {import("./report.js").Report} report
 * @param {string} [instead] id of the one that it replaces
 */
export async function keep(report, instead) {
  await change([TAG], (table) => {
    table(TAG).put(report);
    if (!instead) return;
    const before = table(TAG).get(instead);
    before.onsuccess = () => before.result?.state !== "sent" && table(TAG).delete(instead);
  });
  mark(true);
}

/** Remove a report from this phone. @param {string} id */
export async function drop(id) {
  await shelf.drop(id);
  tell();
}

/**
 * Send what waits, unless that is being done already; return all that is on this phone then.
 *
 * @param {{isImpatient?: boolean}} [options]
 * @returns {Promise<import("./report.js").Report[]>}
 */
export async function send({ isImpatient = false } = {}) {
  const work = () => deliver(shelf, post, { now: Date.now, isImpatient });
  const reports = await (navigator.locks ? navigator.locks.request(TAG, work) : work());
  tell();
  return reports;
}

async function post(report) {
  try {
    const response = await fetch(`${API}?lang=${report.told.language}`, {
      method: "POST",
      body: asForm(report),
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
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

/** Ask the browser to have the service worker send when there is a network, with all pages closed. */
export async function sendLater() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register(TAG).catch(() => {}); // some browsers have it, and may refuse
}

/** Tell all pages that something has changed. */
function tell() {
  const channel = new BroadcastChannel(TAG);
  channel.postMessage("changed");
  channel.close();
}

/** Have something done whenever the reports on this phone change. @param {() => void} act */
export function listen(act) {
  new BroadcastChannel(TAG).addEventListener("message", act);
}

/**
 * Keep on sending while this page is open: now, when a network comes, and when it is time again.
 *
 * @param {(reports: import("./report.js").Report[]) => void} [told] after each time
 */
export function keepSending(told = () => {}) {
  let timer = null;
  const go = async (options) => {
    clearTimeout(timer);
    const reports = await send(options).catch(() => []);
    const dueMs = nextDue(reports);
    if (dueMs !== null) timer = setTimeout(go, Math.max(1000, dueMs - Date.now()));
    mark(reports.some(({ state }) => state !== "sent"));
    told(reports);
  };
  addEventListener("online", () => go({ isImpatient: true }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
  go();
}

/** Note for other pages whether anything waits, or is to be mended: they look only then. */
function mark(isOpen) {
  try {
    if (isOpen) localStorage.setItem(TAG, "open");
    else localStorage.removeItem(TAG);
  } catch {
    // The browser keeps no notes: the page of reports looks in any case.
  }
}
