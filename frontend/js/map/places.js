/**
 * Fetch the places of what is seen: one request at a time, none where the answer is at hand.
 */

import { placesQuery } from "./address.js";
import { covers, widened } from "./boxes.js";

const KEPT_ANSWERS = 24;

/**
 * @typedef {import("./geometry.js").Box} Box
 * @typedef {import("./address.js").Filters} Filters
 */

export class Places {
  /**
   * @param {object} options
   * @param {string} options.url of the API
   * @param {string} options.language
   * @param {() => string} options.now the town's clock, as the API reads it
   * @param {typeof fetch} [options.fetch]
   */
  constructor({ url, language, now, fetch = (...request) => globalThis.fetch(...request) }) {
    this.url = url;
    this.language = language;
    this.now = now;
    this.fetch = fetch;
    /** @type {{key: string, box: Box, features: GeoJSON.Feature[]}[]} the latest last */
    this.answers = [];
    this.running = null;
  }

  /**
   * Return the places of a box, and perhaps some around it. A request that is still running is
   * given up, and its promise is rejected with an `AbortError`.
   *
   * @param {Box} box
   * @param {number} zoom
   * @param {Filters} filters
   * @returns {Promise<GeoJSON.Feature[]>}
   */
  async within(box, zoom, filters) {
    this.running?.abort();
    this.running = null;
    const asked = widened(box, zoom);
    const now = this.now();
    const key = JSON.stringify([filters, filters.open === "now" && now]);
    const answer = this.answers.find((each) => each.key === key && covers(each.box, box));
    if (answer) return answer.features;

    const controller = new AbortController();
    this.running = controller;
    const query = placesQuery({ box: asked, language: this.language, filters, now });
    const response = await this.fetch(this.url + query, {
      signal: controller.signal,
      headers: { Accept: "application/geo+json, application/json" },
    });
    if (!response.ok) throw new Error(`${response.status} for ${query}`);
    const { features } = await response.json();
    this.answers = [...this.answers, { key, box: asked, features }].slice(-KEPT_ANSWERS);
    return features;
  }
}

/**
 * Fetch the known roads. A map is complete without them, so that a failure gives none.
 *
 * @param {string | null} url of the API
 * @returns {Promise<GeoJSON.Feature[]>}
 */
export async function readRoads(url) {
  try {
    const response = url && (await fetch(url));
    return response?.ok ? (await response.json()).features : [];
  } catch {
    return [];
  }
}

/**
 * Fetch a circuit: its stops and the legs between them.
 *
 * @param {string} url of the API
 * @param {string} language
 * @returns {Promise<GeoJSON.Feature[]>}
 */
export async function readCircuit(url, language) {
  const response = await fetch(`${url}?lang=${language}`);
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return (await response.json()).features;
}

/**
 * Return the stops of a circuit, in order.
 *
 * @param {GeoJSON.Feature[]} features of a circuit
 * @returns {GeoJSON.Feature[]}
 */
export function stopsOf(features) {
  return features
    .filter(({ properties }) => properties.kind === "stop")
    .sort((one, other) => one.properties.order - other.properties.order);
}
