/**
 * Open a circuit: from this phone where it is kept, else from the network.
 */

import { pointerUrl } from "./addresses.js";
import { read } from "./store.js";

export class NotToBeHad extends Error {
  /** @param {number} status of HTTP; 0 without a network */
  constructor(status) {
    super(`The edition is not to be had: ${status}`);
    this.name = "NotToBeHad";
    this.status = status;
  }
}

/**
 * Return a circuit as it was published, with its calendar.
 *
 * @param {string} slug
 * @param {string} [query] of a plan
 * @returns {Promise<{document: object, calendar: object, pointer: object, withdrawn?: boolean}>}
 * @throws {NotToBeHad} neither here nor there
 */
export async function openEdition(slug, query) {
  const kept = await read("circuits", slug).catch(() => undefined); // a browser may refuse to keep
  if (kept) {
    const { document, calendar, pointer, withdrawn } = kept;
    return { document, calendar, pointer, withdrawn };
  }
  const pointer = await fetchJson(pointerUrl(slug, query));
  const [document, calendar] = await Promise.all([fetchJson(pointer.url), fetchJson(pointer.calendar.url)]);
  return { document, calendar, pointer };
}

/**
 * Return where to ask what has changed since an edition.
 *
 * @param {object} pointer
 * @param {string} since hash of the edition
 * @param {string} language of the sentences
 */
export function changesUrl({ changes_url: url }, since, language) {
  return `${url}${url.includes("?") ? "&" : "?"}${new URLSearchParams({ since, lang: language })}`;
}

/**
 * Fetch JSON, always what is true now.
 *
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 * @throws {NotToBeHad} or why `options.signal` was aborted
 */
export async function fetchJson(url, options = {}) {
  const response = await fetch(url, { cache: "no-cache", ...options }).catch(() => {
    options.signal?.throwIfAborted();
    return null;
  });
  if (!response?.ok) throw new NotToBeHad(response?.status ?? 0);
  return response.json();
}
