/**
 * Will what is kept on this phone stay there, is there room for more, and is it still there?
 *
 * Browsers clear what a site has stored when a phone is short of room, and Safari after seven days
 * without a visit. Nobody tells the site. So a marker that is kept elsewhere says what should be
 * here: in `localStorage`, with names, and in a cookie that the server sets, which Safari leaves.
 */

import { readAll } from "./store.js";

const KEY = "kept";
const REMEMBER = "/kept";

/**
 * Ask the browser to keep what is stored until the reader removes it.
 *
 * @returns {Promise<boolean>} whether it promises to
 */
export async function persist() {
  const { storage } = navigator;
  if (!storage?.persist) return false;
  return (await storage.persisted()) || (await storage.persist().catch(() => false));
}

/** Say whether the browser has promised to keep what is stored. */
export async function isPersisted() {
  return (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
}

/**
 * Return how many bytes may still be stored; Infinity where the browser does not say.
 *
 * @returns {Promise<number>}
 */
export async function freeBytes() {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  return quota === undefined ? Infinity : Math.max(0, quota - usage);
}

/**
 * Return what should be on this phone: names in all languages by slug, with the query of a plan; null
 * where only the cookie is left.
 *
 * @param {string | null} stored text of the marker in localStorage
 * @param {string} cookies of the page
 * @returns {Record<string, object | null>}
 */
export function promised(stored, cookies) {
  const cookie = /(?:^|;\s*)kept=([^;]*)/.exec(cookies)?.[1] ?? "";
  const slugs = cookie.replaceAll('"', "").split(".").filter((slug) => /^[-\w]+$/.test(slug));
  const found = Object.fromEntries(slugs.map((slug) => [slug, null]));
  try {
    return { ...found, ...JSON.parse(stored ?? "{}") };
  } catch {
    return found;
  }
}

/**
 * Write down what is on this phone now, where the loss of everything else leaves it.
 *
 * @param {import("./store.js").Kept[]} kept
 */
export async function remember(kept) {
  const names = Object.fromEntries(
    kept.map(({ slug, document, pointer: { query } }) => [slug, { ...document.circuit.name, query }]),
  );
  try {
    localStorage.setItem(KEY, JSON.stringify(names));
  } catch {
    // The cookie then has to do.
  }
  await fetch(REMEMBER, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ circuits: kept.map(({ slug }) => slug) }),
  }).catch(() => {}); // without a network; the next change writes it
}

/**
 * Return what should be on this phone and is not.
 *
 * @returns {Promise<Record<string, object | null>>} names by slug
 */
export async function lost() {
  const expected = promised(marker(), document.cookie);
  if (!Object.keys(expected).length) return {};
  const kept = new Set((await readAll("circuits").catch(() => [])).map(({ slug }) => slug));
  return Object.fromEntries(Object.entries(expected).filter(([slug]) => !kept.has(slug)));
}

/** Say whether anything should be on this phone; cheap, for every page. */
export function isAnythingPromised() {
  return Object.keys(promised(marker(), document.cookie)).length > 0;
}

function marker() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
