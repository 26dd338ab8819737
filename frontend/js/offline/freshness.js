/**
 * Where there is a network: is what this phone keeps still true?
 *
 * Opening times are fetched anew, people who are not to be shown any more are dropped at once, and
 * what else has changed is told. A newer edition is taken only when the reader wants it.
 */

import { changesUrl, fetchJson } from "./editions.js";
import { isGenuine } from "./genuine.js";
import { change, dropFiles, read, readAll } from "./store.js";
import { filesOf, orphans } from "./taking.js";

/**
 * @typedef {object} News of a circuit on this phone
 * @property {"unknown" | "current" | "changed" | "withdrawn"} state unknown without a network
 * @property {{kind: string, text: string}[]} changes in sentences
 * @property {boolean} canReplace there is a newer edition to be had
 * @property {boolean} mustReplace the server gives the kept edition out no more
 */

/**
 * Return an edition without the people that are not to be shown any more.
 *
 * @param {object} document
 * @param {string[]} shown slugs of those who are
 * @returns {object} the same one where everybody is shown
 */
export function withOnly(document, shown) {
  const isShown = (slug) => shown.includes(slug);
  if (Object.keys(document.artisans).every(isShown)) return document;
  const kept = (record) => ({ ...record, artisans: record.artisans.filter(isShown) });
  const entries = Object.entries(document.artisans).filter(([slug]) => isShown(slug));
  const gone = Object.entries(document.artisans).filter(([slug]) => !isShown(slug));
  const theirs = new Set(gone.flatMap(([, { images }]) => images));
  return {
    ...document,
    artisans: Object.fromEntries(entries),
    stops: document.stops.map((stop) => ({ ...stop, people: stop.people.filter(isShown) })),
    products: Object.fromEntries(Object.entries(document.products).map(([slug, one]) => [slug, kept(one)])),
    images: Object.fromEntries(Object.entries(document.images).filter(([name]) => !theirs.has(name))),
  };
}

/**
 * Bring what is kept of a circuit up to date as far as it may be without taking it anew.
 *
 * @param {string} slug
 * @param {string} language of the sentences
 * @returns {Promise<News>}
 */
export async function refresh(slug, language) {
  const kept = await read("circuits", slug);
  const news = { state: "unknown", changes: [], canReplace: false, mustReplace: false };
  if (!kept || !navigator.onLine) return news;
  const { pointer } = kept;
  const found = await fetchJson(changesUrl(pointer, pointer.hash, language)).catch(({ status }) => status);
  if (found === 410) {
    await update(slug, () => ({ withdrawn: true }));
    return { ...news, state: "withdrawn" };
  }
  if (typeof found === "object") {
    await dropOthers(slug, found.people);
    news.state = found.is_current ? "current" : "changed";
    news.changes = found.changes;
    news.canReplace = !found.is_current && Boolean(found.current);
  }
  return { ...news, mustReplace: await refreshCalendar(slug, kept) };
}

/** Fetch the calendar anew; say whether the server refuses, since the edition is withdrawn. */
async function refreshCalendar(slug, { pointer, calendar }) {
  const response = await fetch(pointer.calendar.url, { cache: "no-cache" }).catch(() => null);
  if (response?.status === 410) return Boolean((await response.json().catch(() => ({}))).current);
  if (!response?.ok) return false;
  const text = await response.text().catch(() => "");
  const promised = { hash: text && JSON.parse(text).hash, size_bytes: new TextEncoder().encode(text).length };
  if (!(await isGenuine(text, promised))) return false;
  const fresh = JSON.parse(text);
  await update(slug, () => ({ calendar: fresh.hash === calendar.hash ? calendar : fresh, calendarAt: Date.now() }));
  return false;
}

/** Drop everybody who is not to be shown, with their images, whatever walks are going on. */
async function dropOthers(slug, people) {
  const kept = await read("circuits", slug);
  const document = withOnly(kept.document, people);
  if (document === kept.document) return;
  const files = filesOf(kept.pointer, document).map(({ url }) => url);
  const others = (await readAll("circuits")).filter((one) => one.slug !== slug);
  const unneeded = orphans(kept.files, [...others, { files }], await readAll("underway"));
  await change(["circuits", "files", "parts"], (table) => {
    table("circuits").put({ ...kept, document, files });
    dropFiles(table, unneeded);
  });
}

/** Change some fields of a kept circuit, if it is still there. */
async function update(slug, fields) {
  const kept = await read("circuits", slug);
  if (kept) await change(["circuits"], (table) => table("circuits").put({ ...kept, ...fields() }));
}
