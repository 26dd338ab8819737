/**
 * A small map on a page: of one place, of a circuit, or of the town.
 */

import { NO_FILTERS, localTime } from "./address.js";
import { Card } from "./card.js";
import { furnish } from "./furniture.js";
import { anchorOf } from "./geometry.js";
import { boxOf, boxOfMain, boxOfWay } from "./order.js";
import { Places, readCircuit, readRoads, stopsOf } from "./places.js";
import { answer } from "./taps.js";
import { Way } from "./way.js";
import { Words } from "./words.js";

const SETTLED_MS = 180;
const CLOSE_ZOOM = 15;
const ALLEY_ZOOM = 17; // where alleys are drawn one may look closer
const PADDING_PX = 60; // room for labels
const SNUG_PX = { top: 28, bottom: 68, left: 28, right: 28 }; // around a circle, over the scale

/**
 * Draw a framed map over its words; where that fails the words stay.
 *
 * @param {HTMLElement} element
 * @param {object} [changes] to the configuration that the page brought along
 * @returns {Promise<Way | undefined>} the way of a circuit
 */
export async function drawFrame(element, changes = {}) {
  const written = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
  const config = { ...written, ...changes };
  const words = new Words(config.texts, config.language);
  const part = (name) => element.querySelector(`[data-map-${name}]`);
  const show = config.circuit || config.features ? showCircuit : showPlaces;
  part("canvas").hidden = false;
  try {
    const { Chart } = await import("./chart.js");
    const handlers = {};
    const { centre, zoom } = config;
    const chart = await Chart.open(part("canvas"), config, words, {
      view: { centre, zoom },
      cooperative: true,
      handlers,
    });
    const update = furnish(element, chart, words);
    handlers.moving = update;
    const card = new Card(part("card"), {
      words,
      labels: config.labels,
      drawings: config.assets.drawings,
      chosen: (feature) => chart.choose(feature),
      closed: () => {
        chart.choose(null);
        parts.way?.leave();
      },
    });
    const choose = (feature) => chart.choose(feature);
    const open = (feature) => {
      choose(feature);
      card.showPlace(feature);
      if (feature.geometry) chart.keepClear(anchorOf(feature.geometry), card.element);
    };
    const parts = { chart, card, words, choose, open };
    await show({ element, config, parts, handlers });
    part("words").hidden = true;
    element.dataset.drawn = "";
    element.chart = chart;
    chart.showBasemap();
    return parts.way;
  } catch (error) {
    console.error(error);
    part("canvas").hidden = true;
    part("tools").hidden = true;
    part("foot").hidden = true;
    return undefined;
  }
}

async function showPlaces({ config, parts, handlers }) {
  const { chart } = parts;
  const { places: url, language, time_zone: timeZone, highlight } = config;
  const places = new Places({ url, language, now: () => localTime(new Date(), timeZone) });
  let features = [];
  let drawn = null;
  let resting;
  const draw = async () => {
    features = await places.within(chart.box, chart.view.zoom, NO_FILTERS);
    if (features === drawn) return;
    drawn = features;
    // On the page of one place the halos and areas of the others would only blur its own.
    if (highlight) {
      const around = features.filter(({ geometry, id }) => geometry || id === highlight);
      chart.showPlaces(around, { halos: false });
    } else {
      chart.showPlaces(features);
    }
  };
  handlers.moved = () => {
    clearTimeout(resting);
    resting = setTimeout(() => draw().catch(() => {}), SETTLED_MS); // what is drawn stays
  };
  handlers.tapped = (hit) => answer(hit, features, parts);
  readRoads(config.roads).then((roads) => chart.showRoads(roads));
  await draw();
  const feature = features.find(({ id }) => id === highlight);
  const box = feature ? boxOf(feature) : boxOfMain(features, chart.box);
  if (box) chart.fit(box, { maxZoom: CLOSE_ZOOM, padding: feature ? SNUG_PX : PADDING_PX, atOnce: true });
  if (feature?.geometry) chart.choose(feature);
}

async function showCircuit({ element, config, parts, handlers }) {
  const { chart, words } = parts;
  const features = config.features ?? (await readCircuit(config.circuit, config.language));
  const stops = stopsOf(features);
  chart.showCircuit(features);
  const box = boxOfWay(features);
  if (box) chart.fit(box, { maxZoom: config.basemap ? ALLEY_ZOOM : CLOSE_ZOOM, padding: PADDING_PX, atOnce: true });
  listWithoutPosition(element, stops, words);
  parts.way = new Way(features, parts, "");
  parts.way.listenTo(document, element);
  handlers.tapped = (hit) => answer(hit, stops, parts);
}

/** List under the map the stops that are not on it. */
function listWithoutPosition(element, stops, words) {
  const missing = stops.filter(({ geometry }) => !geometry);
  const legend = element.parentElement.querySelector("[data-map-legend]");
  if (!missing.length || !legend) return;
  const list = document.createElement("ul");
  list.append(
    ...missing.map(({ properties: { order, name, url } }) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: url, textContent: name });
      item.append(`${words.say("stop", { number: order })} · `, link, ` (${words.say("no_position")})`);
      return item;
    }),
  );
  legend.replaceChildren(list);
  legend.hidden = false;
}
