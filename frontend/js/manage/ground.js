/**
 * The site's own basemap behind a map on which a position is edited.
 *
 * Leaflet edits, MapLibre draws the ground, in the same frame and with the same view. Loaded only
 * where a basemap has been built; where the browser cannot draw it, the graticule stays.
 */

import { Chart } from "../map/chart.js";
import { Words } from "../map/words.js";

const LEVELS_APART = 1; // MapLibre counts tiles of 512 px, Leaflet of 256

/**
 * Draw the ground of a Leaflet map and keep it in step.
 *
 * @param {L.Map} map
 * @param {object} config of a map of the site, with its words
 */
export async function drawGround(map, config) {
  const frame = document.createElement("div");
  frame.className = "map map-field__ground";
  frame.inert = true;
  map.getContainer().prepend(frame);
  try {
    const words = new Words(config.texts, config.language);
    const chart = await Chart.open(frame, config, words, { view: viewOf(map.getCenter(), map.getZoom()) });
    await chart.showBasemap();
    const follow = (centre, zoom) => {
      const { centre: center, zoom: level } = viewOf(centre, zoom);
      chart.map.jumpTo({ center, zoom: level });
    };
    map.on("move", () => follow(map.getCenter(), map.getZoom()));
    map.on("zoomanim", ({ center, zoom }) => follow(center, zoom));
    map.on("resize", () => chart.map.resize());
    follow(map.getCenter(), map.getZoom());
    map.getContainer().classList.add("has-ground");
  } catch (error) {
    console.warn(error);
    frame.remove();
  }
}

function viewOf({ lng, lat }, zoom) {
  return { centre: [lng, lat], zoom: zoom - LEVELS_APART };
}
