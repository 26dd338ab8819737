/**
 * The basemap: streets, houses and water from one file of ours, read piece by piece.
 *
 * Loaded only where a territory has a basemap, and once the places are drawn.
 */

import { Protocol } from "pmtiles";

import { BASEMAP, groundLayers, nameLayers } from "./ground.js";
import { drawPlainLetters } from "./letters.js";
import { fontFaces } from "./typefaces.js";

export const PROTOCOL = "pmtiles";

/** Layers of the schematic map that say less than the basemap. */
const YIELD = /^(paper|grain|net-.*|roads|road_labels|town_ground)$/;

/** The layers of ours that the ground and the names go right below. */
const ABOVE_GROUND = "area_hatch";
const ABOVE_NAMES = "labels";

export class Basemap {
  /**
   * @param {object} config
   * @param {string} config.url of the PMTiles file
   * @param {number} config.minzoom
   * @param {number} config.maxzoom
   * @param {[number, number, number, number]} config.bounds degrees
   * @param {object} options
   * @param {string} options.language of the page
   * @param {Record<string, string>} options.fonts addresses of font files by name
   */
  constructor({ url, minzoom, maxzoom, bounds }, { language, fonts }) {
    const file = new URL(url, document.baseURI).href;
    this.source = {
      type: "vector",
      tiles: [`${PROTOCOL}://${file}/{z}/{x}/{y}`],
      minzoom,
      maxzoom,
      bounds,
    };
    this.language = language;
    this.fonts = fontFaces(fonts);
    /** Reads one tile by requests for ranges of the file; for MapLibre's `addProtocol`. */
    this.read = new Protocol().tile;
  }

  /**
   * Draw the basemap below what is on a map.
   *
   * @param {import("maplibre-gl").Map} map whose style is loaded
   * @param {import("./palette.js").Palette} palette
   */
  addTo(map, palette) {
    for (const { id } of map.getStyle().layers) {
      if (YIELD.test(id)) map.setLayoutProperty(id, "visibility", "none");
    }
    drawPlainLetters(map);
    map.setFontFaces(this.fonts);
    map.addSource(BASEMAP, this.source);
    for (const layer of groundLayers(palette)) map.addLayer(layer, ABOVE_GROUND);
    for (const layer of nameLayers(palette, this.language)) map.addLayer(layer, ABOVE_NAMES);
  }
}
