/**
 * The drawn map: MapLibre with our style, our data and no controls of its own.
 *
 * This module and what it imports are the heavy part; it is loaded when a map is wanted.
 */

import { Map as MapLibre, addProtocol, setWorkerCount, setWorkerUrl } from "maplibre-gl";

import { areaCaptions, areaCircles, drawingOf, stopMarkers } from "./drawing.js";
import { circle, cornersOf, positionsOf } from "./geometry.js";
import { graticule } from "./graticule.js";
import { Artist, fontsReady, readDrawings } from "./images.js";
import { distancePx, drawnLegs } from "./legs.js";
import { onSchemeChange, readPalette } from "./palette.js";
import { TAPPED, TAPPED_WIDE, styleOf } from "./style.js";
import { captionOf } from "./taps.js";

const FINGER_PX = 10; // a tap this far beside a marker still means it
const FINGER_BY_LINE_PX = 20; // or beside a thin line, where there is no marker
const CLOSEST_ZOOM = 18.5;
const CLEAR_PX = 72; // room around a place and its label
const FREE_PX = 36; // around a leg
const FLIGHT_MS = 700;

/**
 * @typedef {import("./geometry.js").Box} Box
 * @typedef {import("./geometry.js").Position} Position
 *
 * @typedef {object} Handlers
 * @property {() => void} [moved] the view has come to rest
 * @property {() => void} [moving] the view is on its way
 * @property {(hit: Hit | null) => void} [tapped]
 *
 * @typedef {object} Hit what lies under a finger
 * @property {"places" | "area" | "cluster" | "leg"} kind
 * @property {string | number} [id] of an area, of a cluster or of a leg
 * @property {string[]} [ids] slugs of the places of a marker, mostly one
 */

export class Chart {
  /**
   * Draw an empty map.
   *
   * @param {HTMLElement} container
   * @param {object} config of the page's map
   * @param {import("./words.js").Words} words
   * @param {object} options
   * @param {import("./address.js").View} options.view
   * @param {boolean} [options.cooperative] leave one finger and the wheel to the page
   * @param {Handlers} [options.handlers]
   * @returns {Promise<Chart>}
   */
  static async open(container, config, words, { view, cooperative = false, handlers = {} }) {
    const letters = `Aa0${Object.values(config.labels).join("")}`; // of the page's language
    const [drawings] = await Promise.all([
      readDrawings(config.assets.drawings, config.assets.categories, container),
      fontsReady(letters),
    ]);
    setWorkerUrl(config.assets.worker);
    setWorkerCount(1);
    const chart = new Chart(container, config, words, { view, cooperative, handlers, drawings });
    await chart.map.once("load");
    return chart;
  }

  /** @private use `Chart.open` */
  constructor(container, config, words, { view, cooperative, handlers, drawings }) {
    this.container = container;
    this.config = config;
    this.words = words;
    this.data = { graticule: graticule(config.bbox) };
    this.areas = [];
    this.shownHalos = new Set();
    this.chosenSlug = null;
    this.basemap = null;
    this.isStyled = false;
    this.palette = readPalette(container);
    this.artist = this._artist(drawings);
    this.map = new MapLibre({
      container,
      style: styleOf(this.palette, this.data, config.centre[1]),
      center: view.centre,
      zoom: view.zoom,
      maxZoom: CLOSEST_ZOOM,
      maxPitch: 0,
      attributionControl: false,
      cooperativeGestures: cooperative,
      dragRotate: !cooperative,
      fadeDuration: 120,
      renderWorldCopies: false,
      locale: {
        "Map.Title": words.say("map_title"),
        "CooperativeGesturesHandler.WindowsHelpText": words.say("gesture_wheel"),
        "CooperativeGesturesHandler.MacHelpText": words.say("gesture_wheel_mac"),
        "CooperativeGesturesHandler.MobileHelpText": words.say("gesture_touch"),
      },
    });
    this.map.touchPitch.disable();
    this.map.setMissingStyleImageResolver((name) => this._addImage(name));
    this.map.on("style.load", () => {
      this.isStyled = true;
      this._addImage("paper"); // no tile asks for a background
      this.basemap?.addTo(this.map, this.palette);
    });
    this.map.on("moveend", () => handlers.moved?.());
    this.map.on("move", () => handlers.moving?.());
    this.map.on("idle", () => this._showHalos());
    this.map.on("click", (event) => handlers.tapped?.(this._hit(event.point)));
    this.map.on("mousemove", (event) => this._point(event.point));
    onSchemeChange(() => this._repaint());
  }

  /** @returns {Box} what is seen */
  get box() {
    return this.map.getBounds().toArray().flat();
  }

  /** @returns {import("./address.js").View} */
  get view() {
    const { lng, lat } = this.map.getCenter();
    return { zoom: this.map.getZoom(), centre: [lng, lat] };
  }

  /** @returns {number} degrees clockwise from north */
  get bearing() {
    return this.map.getBearing();
  }

  /**
   * Draw places instead of those that were drawn.
   *
   * @param {GeoJSON.Feature[]} features as the API gives them
   * @param {object} [options]
   * @param {boolean} [options.halos] draw how well each position is known
   */
  showPlaces(features, { halos = true } = {}) {
    const drawing = drawingOf(features, this.words.say("sample"));
    this.areas = drawing.areas;
    this._set("halos", halos ? drawing.halos : []);
    this._set("sites", drawing.sites);
    this._set("markers", drawing.markers);
    this._set("towns", drawing.towns);
    this._showAreas([...drawing.markers, ...drawing.towns]);
  }

  /** Draw the basemap under all that is drawn, where there is one; without it the ground stays as it is. */
  async showBasemap() {
    const { basemap, language, assets } = this.config;
    if (!basemap) return;
    try {
      const { Basemap, PROTOCOL } = await import("./basemap.js");
      const ground = new Basemap(basemap, { language, fonts: assets.fonts });
      addProtocol(PROTOCOL, ground.read);
      this.basemap = ground;
      if (this.isStyled) ground.addTo(this.map, this.palette); // else once the new style is there
    } catch (error) {
      console.error(error); // the schematic ground is still there
    }
  }

  /** @param {GeoJSON.Feature[]} features as the API gives them */
  showRoads(features) {
    this._set(
      "roads",
      features.map((feature) => ({
        ...feature,
        properties: { label: this._roadLabel(feature.properties) },
      })),
    );
  }

  /**
   * Draw the stops and legs of a circuit.
   *
   * @param {GeoJSON.Feature[]} features as the API gives them
   */
  showCircuit(features) {
    const stops = features.filter(({ properties }) => properties.kind === "stop");
    const { markers, towns, halos, areas } = drawingOf(stops, this.words.say("sample"));
    const orders = new Map(stops.map(({ id, properties }) => [id, properties.order]));
    this.areas = areas;
    this._set("halos", halos);
    this._set("stops", stopMarkers([...markers, ...towns], orders));
    this._set("legs", drawnLegs(features));
    this._showAreas([...markers, ...towns]);
  }

  /**
   * Draw one place above all others, with the circle that holds it; null takes it away.
   *
   * @param {GeoJSON.Feature | null} feature as the API gives it
   */
  choose(feature) {
    this._markChosen(feature?.id ?? null);
    if (!feature) {
      this._set("chosen", []);
      this._set("chosen_halo", []);
      return;
    }
    const { area } = feature.properties;
    const drawing = drawingOf([feature], this.words.say("sample"));
    const around =
      !feature.geometry && area?.radius_m
        ? [
            {
              type: "Feature",
              geometry: { type: "Polygon", coordinates: [circle([area.lon, area.lat], area.radius_m)] },
              properties: {},
            },
          ]
        : drawing.halos;
    this._set("chosen", [...drawing.markers, ...drawing.towns]);
    this._set("chosen_halo", around);
  }

  /**
   * Draw one leg above the others, and the point of one of its directions; null takes them away.
   *
   * @param {string | null} id as the API gives it
   * @param {Position | null} [point]
   */
  chooseLeg(id, point = null) {
    const pieces = this.data.legs?.features ?? [];
    this._set("chosen_leg", pieces.filter(({ properties }) => properties.leg === id));
    this._set(
      "chosen_step",
      point ? [{ type: "Feature", geometry: { type: "Point", coordinates: point }, properties: {} }] : [],
    );
  }

  /**
   * Draw where the visitor is.
   *
   * @param {Position} position
   * @param {number} accuracyM
   * @param {number | null} [heading] degrees clockwise from north
   */
  showMe(position, accuracyM, heading = null) {
    this._set("me", [
      {
        type: "Feature",
        geometry: { type: "Polygon", coordinates: [circle(position, accuracyM)] },
        properties: {},
      },
      {
        type: "Feature",
        geometry: { type: "Point", coordinates: position },
        properties: heading === null ? {} : { heading },
      },
    ]);
  }

  /**
   * Draw where the visitor should go from here: back to the way, or straight to where no way is
   * known; null takes it away.
   *
   * @param {Position[] | null} coordinates
   */
  showOnward(coordinates) {
    const line = { type: "Feature", geometry: { type: "LineString", coordinates }, properties: {} };
    this._set("onward", coordinates ? [line] : []);
  }

  /**
   * Look at a position, in a direction.
   *
   * @param {object} aim
   * @param {Position} aim.position
   * @param {number} aim.bearing what is up, in degrees clockwise from north
   * @param {number} aim.zoom
   * @param {number} [aim.lowered] by how much of the map's height the position is below its middle
   */
  aim({ position, bearing, zoom, lowered = 0 }) {
    const offset = [0, this.container.clientHeight * lowered];
    this.map.easeTo({ center: position, bearing, zoom, offset, ...this._pace(400) });
  }

  /**
   * Speak another language from now on; what is drawn has to be shown again in it.
   *
   * @param {import("./words.js").Words} words
   * @param {string} language
   * @returns {Promise<void>}
   */
  async speak(words, language) {
    this.words = words;
    this.config = { ...this.config, language };
    if (this.basemap) this.basemap.language = language;
    await this._repaint(); // labels are images, and the direction of writing is in them
  }

  /** @param {import("./address.js").View} view */
  goTo({ centre, zoom }) {
    this.map.easeTo({ center: centre, zoom: zoom ?? this.map.getZoom(), ...this._pace() });
  }

  /**
   * Show a box as large as it goes.
   *
   * @param {Box} box
   * @param {object} [options]
   * @param {number} [options.maxZoom]
   * @param {number | object} [options.padding] px on every side, or `{top, bottom, left, right}`
   * @param {boolean} [options.atOnce]
   * @returns {Promise<void>} kept when the map has come to rest
   */
  async fit(box, { maxZoom = 15, padding = 56, atOnce = false } = {}) {
    const pace = atOnce ? { duration: 0 } : this._pace();
    const rest = this.map.once("moveend");
    this.map.fitBounds(cornersOf(box), { padding, maxZoom, ...pace });
    await rest;
  }

  /**
   * Show a box as large as it goes in what an element on the map leaves free.
   *
   * @param {Box} box
   * @param {HTMLElement} element
   * @param {number} maxZoom
   */
  fitAbove(box, element, maxZoom) {
    const { wide, side, high } = this._covered(element);
    const padding = { top: FREE_PX, bottom: FREE_PX + high, left: FREE_PX, right: FREE_PX };
    padding[side] += wide;
    this.map.fitBounds(cornersOf(box), { padding, maxZoom, ...this._pace() });
  }

  /**
   * Show a position in the middle of what an element on the map leaves free, at least so close.
   *
   * @param {Position} position
   * @param {HTMLElement} element
   * @param {number} zoom
   */
  showPoint(position, element, zoom) {
    const { wide, side, high } = this._covered(element);
    const offset = [(side === "left" ? wide : -wide) / 2, -high / 2];
    this.map.easeTo({ center: position, zoom: Math.max(zoom, this.map.getZoom()), offset, ...this._pace() });
  }

  /** Return how much of the map a card covers: from below where it is wide, else from its side. */
  _covered(element) {
    this.map.resize(); // a frame makes room for directions
    const map = this.container.getBoundingClientRect();
    const cover = element.getBoundingClientRect();
    const side = cover.left + cover.right < map.left + map.right ? "left" : "right";
    if (cover.width > map.width / 2) return { wide: 0, side, high: Math.min(cover.height, map.height / 2) };
    return { wide: cover.width, side, high: 0 };
  }

  /**
   * Move a position out from under an element that lies on the map's lower edge.
   *
   * @param {Position} position
   * @param {HTMLElement} element
   */
  keepClear(position, element) {
    const map = this.container.getBoundingClientRect();
    const cover = element.getBoundingClientRect();
    const { x, y } = this.map.project(position);
    const beside = x < cover.left - map.left - CLEAR_PX || x > cover.right - map.left + CLEAR_PX;
    const below = y - (cover.top - map.top - CLEAR_PX);
    if (!beside && below > 0) this.map.panBy([0, below], this._pace());
  }

  zoomIn() {
    this.map.zoomIn(this._pace(300));
  }

  zoomOut() {
    this.map.zoomOut(this._pace(300));
  }

  /** Turn north up again. */
  turnNorth() {
    this.map.rotateTo(0, this._pace(300));
  }

  /** Tell that the room for the map has changed. */
  resize() {
    this.map.resize();
  }

  /**
   * Return the slugs of the places that a cluster gathers, and the zoom at which they part; no zoom
   * where they all stand on the same spot.
   *
   * @param {number} clusterId
   * @returns {Promise<{slugs: string[], centre: Position, zoom: number | null}>}
   */
  async open(clusterId) {
    const source = this.map.getSource("markers");
    const [leaves, zoom] = await Promise.all([
      source.getClusterLeaves(clusterId, Infinity, 0),
      source.getClusterExpansionZoom(clusterId),
    ]);
    const spots = new Set(leaves.map(({ geometry }) => geometry.coordinates.join()));
    return {
      slugs: leaves.map(({ properties }) => properties.slug),
      centre: leaves[0].geometry.coordinates,
      zoom: spots.size > 1 && zoom <= CLOSEST_ZOOM ? zoom : null,
    };
  }

  /** The chosen place has a label of its own: take its usual one away. */
  _markChosen(slug) {
    for (const source of ["markers", "stops"]) {
      if (this.chosenSlug) this.map.removeFeatureState({ source, id: this.chosenSlug }, "chosen");
      if (slug) this.map.setFeatureState({ source, id: slug }, { chosen: true });
    }
    this.chosenSlug = slug;
  }

  _showAreas(markers) {
    this._set("area_circles", areaCircles(this.areas));
    const caption = (area) => captionOf(area, this.words);
    this._set("area_captions", areaCaptions(this.areas, markers, caption));
  }

  _roadLabel({ ref, distance_m: distanceM }) {
    return [ref, distanceM && this.words.length(distanceM)].filter(Boolean).join(" · ");
  }

  _set(source, features) {
    this.data[source] = { type: "FeatureCollection", features };
    this.map.getSource(source)?.setData(this.data[source]);
  }

  _artist(drawings) {
    this.drawings = drawings;
    return new Artist(this.palette, drawings, {
      rightToLeft: getComputedStyle(this.container).direction === "rtl",
      pixelRatio: devicePixelRatio,
    });
  }

  _addImage(name) {
    const image = this.artist.draw(name);
    if (image && !this.map.hasImage(name)) {
      this.map.addImage(name, image, { pixelRatio: this.artist.pixelRatio });
    }
  }

  /** Draw everything again in the colours of now. */
  async _repaint() {
    const { drawings, categories } = this.config.assets;
    this.palette = readPalette(this.container);
    this.artist = this._artist(await readDrawings(drawings, categories, this.container));
    this.shownHalos = new Set();
    this.chosenSlug = null;
    this.isStyled = false;
    this.map.setStyle(styleOf(this.palette, this.data, this.config.centre[1]), { diff: false });
  }

  /** Show the halos of the markers that stand alone now. */
  _showHalos() {
    const alone = this.map.getLayer("markers")
      ? this.map.queryRenderedFeatures({ layers: ["markers", "towns", "stops"] })
      : [];
    const slugs = new Set(alone.map(({ properties }) => properties.slug));
    const state = (slug, shown) =>
      this.map.setFeatureState({ source: "halos", id: slug }, { shown });
    for (const slug of this.shownHalos) if (!slugs.has(slug)) state(slug, false);
    for (const slug of slugs) if (!this.shownHalos.has(slug)) state(slug, true);
    this.shownHalos = slugs;
  }

  _under(point) {
    const found = this._nearest(point, FINGER_PX, TAPPED);
    if (found && !TAPPED_WIDE.behind.includes(found.layer.id)) return found;
    return this._nearest(point, FINGER_BY_LINE_PX, TAPPED_WIDE.layers) ?? found;
  }

  /** Return what of some layers lies within so many pixels, of the first of those layers. */
  _nearest({ x, y }, reach, layers) {
    if (!this.isStyled) return undefined;
    const around = [[x - reach, y - reach], [x + reach, y + reach]];
    const found = this.map.queryRenderedFeatures(around, { layers });
    const rank = (feature) => layers.indexOf(feature.layer.id);
    return found.sort((one, other) => rank(one) - rank(other))[0];
  }

  _hit(point) {
    const feature = this._under(point);
    if (!feature) return null;
    const { area, cluster_id: clusterId, slug, slugs, leg } = feature.properties;
    if (leg) return { kind: "leg", id: this._nearestLeg(point) ?? leg };
    if (area) return { kind: "area", id: area };
    if (clusterId !== undefined) return { kind: "cluster", id: clusterId };
    return { kind: "places", ids: slugs?.split(",") ?? [slug] };
  }

  /** Of several legs under a finger, the one whose line is closest. */
  _nearestLeg({ x, y }) {
    const away = (feature) => distancePx([x, y], positionsOf(feature.geometry).map((at) => {
      const point = this.map.project(at);
      return [point.x, point.y];
    }), feature.properties.lane);
    const reach = FINGER_BY_LINE_PX;
    const ids = new Set(
      this.map
        .queryRenderedFeatures([[x - reach, y - reach], [x + reach, y + reach]], { layers: TAPPED_WIDE.layers })
        .map(({ properties }) => properties.leg),
    );
    const legs = this.data.legs.features.filter(({ properties }) => ids.has(properties.leg));
    return legs.sort((one, other) => away(one) - away(other))[0]?.properties.leg;
  }

  _point(point) {
    this.map.getCanvas().style.cursor = this._under(point) ? "pointer" : "";
  }

  _pace(duration = FLIGHT_MS) {
    return { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : duration };
  }
}
