/**
 * Open the edition of a circuit, from the network.
 *
 * @typedef {object} Opened
 * @property {object} document the edition
 * @property {object} calendar when its places are open
 * @property {object} pointer which edition is current, and where its images lie
 */

const API = "/api/v1/";

/**
 * @param {string} slug of a circuit
 * @returns {Promise<Opened>}
 */
export async function openEdition(slug) {
  const pointer = await read(`${API}circuits/${slug}/edition.json`);
  const [document, calendar] = await Promise.all([read(pointer.url), read(pointer.calendar.url)]);
  return { document, calendar, pointer };
}

async function read(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return response.json();
}
