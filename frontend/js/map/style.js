/**
 * The look of the map: a schematic of what is known, drawn without any server but our own.
 */

import { NETS } from "./graticule.js";
import { metresAPixel } from "./geometry.js";
import { imageName } from "./images.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const CLUSTER_PX = 36; // markers closer than that are gathered
const CLOSEST = 20;
const ROUND = 0.05; // how far, in pixels, a drawn circle may be from a round one
const BASELINE_EM = 7 / 24; // MapLibre lifts texts by as much, to where letters look centred
const LABEL_PX = 16; // the text size that offsets of labels are counted in

const LANE_PX = 4.5; // from the middle of a way that two legs take

const LABELS_FROM = 9;

/** From this zoom level on one is inside a town: its name is written large on the ground. */
const INSIDE_TOWN = 12;

/** The sources, bottom first. `markers` gathers what lies close together. */
const SOURCES = {
  graticule: {},
  roads: {},
  area_circles: { tolerance: ROUND },
  area_captions: {},
  halos: { promoteId: "slug", tolerance: ROUND },
  sites: {},
  markers: { promoteId: "slug", cluster: true, clusterRadius: CLUSTER_PX, clusterMaxZoom: CLOSEST },
  towns: {},
  legs: {},
  chosen_leg: {},
  chosen_step: {},
  stops: { promoteId: "slug" },
  chosen: {},
  chosen_halo: { tolerance: ROUND },
  onward: {},
  me: { tolerance: ROUND },
};

/** The chosen place is labelled apart. */
const UNLESS_CHOSEN = {
  "icon-opacity": ["case", ["boolean", ["feature-state", "chosen"], false], 0, 1],
  "text-opacity": ["case", ["boolean", ["feature-state", "chosen"], false], 0, 1],
};

/** Layers that answer to a tap, the topmost first. */
export const TAPPED = [
  "stops",
  "chosen",
  "markers",
  "clusters",
  "area_captions",
  "labels",
  "towns",
  "leg_touch",
  "area_hatch",
];

/** Thin layers that answer to a tap beside them, where it met nothing else or only what is named. */
export const TAPPED_WIDE = { layers: ["leg_touch"], behind: ["area_hatch"] };

/**
 * Return the MapLibre style for a palette.
 *
 * @param {import("./palette.js").Palette} palette
 * @param {Record<string, GeoJSON.FeatureCollection>} data by source; the rest is empty
 * @param {number} latitude of the map, for what has a size on the ground
 * @returns {import("maplibre-gl").StyleSpecification}
 */
export function styleOf(palette, data, latitude) {
  const sources = Object.entries(SOURCES).map(([id, options]) => [
    id,
    { type: "geojson", data: data[id] ?? EMPTY, maxzoom: CLOSEST + 1, ...options },
  ]);
  return {
    version: 8,
    sources: Object.fromEntries(sources),
    layers: [
      ...ground(palette),
      ...roads(palette),
      ...areas(palette, latitude),
      ...halos(palette, latitude),
      ...sites(palette),
      ...legs(palette),
      ...onward(palette),
      ...places(),
      ...stops(),
      chosenStep(palette),
      ...captions(latitude),
      ...chosen(palette),
      ...me(palette),
    ],
  };
}

function ground(palette) {
  return [
    { id: "paper", type: "background", paint: { "background-color": palette.paper } },
    { id: "grain", type: "background", paint: { "background-pattern": "paper" } },
    ...NETS.map(({ step, from, to }) => ({
      id: `net-${step}`,
      type: "line",
      source: "graticule",
      filter: ["==", ["get", "step"], step],
      minzoom: from,
      maxzoom: to,
      paint: { "line-color": palette.graticule, "line-width": 0.8 },
    })),
  ];
}

function roads(palette) {
  return [
    {
      id: "roads",
      type: "line",
      source: "roads",
      layout: { "line-cap": "butt" },
      paint: {
        "line-color": palette.road,
        "line-width": ["interpolate", ["linear"], ["zoom"], 7, 1.2, 12, 2.2],
        "line-dasharray": [5, 4],
      },
    },
    {
      id: "road_labels",
      type: "symbol",
      source: "roads",
      filter: ["!=", ["get", "label"], ""],
      minzoom: 8.2,
      layout: {
        "symbol-placement": "line-center",
        "icon-image": imageName("label", "road", ["get", "label"]),
        "icon-rotation-alignment": "map",
        "icon-keep-upright": true,
      },
    },
  ];
}

/** The hatching goes where it would fill the screen and say nothing. */
function areas(palette, latitude) {
  const fading = byWidth(latitude, { full: 900, gone: 2200 });
  return [
    {
      id: "area_hatch",
      type: "fill",
      source: "area_circles",
      filter: ["==", ["get", "kind"], "most"],
      paint: { "fill-pattern": "hatch", "fill-opacity": fading },
    },
    {
      id: "area_edge",
      type: "line",
      source: "area_circles",
      paint: {
        "line-color": palette.area,
        "line-width": ["match", ["get", "kind"], "most", 1.8, 1.1],
        "line-dasharray": [5, 3],
      },
    },
  ];
}

/**
 * A halo shows with its own marker only, not while that is gathered into a cluster, and it goes where
 * it would fill the screen. Many lie over each other in a town: each is a breath of colour.
 */
function halos(palette, latitude) {
  const shown = (opacity) => ["case", ["boolean", ["feature-state", "shown"], false], opacity, 0];
  const colour = ["match", ["get", "manner"], "sample", palette.sample, palette.halo];
  const fading = (opacity) => byWidth(latitude, { full: 700, gone: 1800 }, shown(opacity));
  const edge = (id, filter, dashes) => ({
    id,
    type: "line",
    source: "halos",
    filter,
    paint: {
      "line-color": colour,
      "line-opacity": fading(["match", ["get", "manner"], "hollow", 0.6, 0.34]),
      "line-width": ["match", ["get", "manner"], "hollow", 1.4, 1],
      ...dashes,
    },
  });
  const sample = ["==", ["get", "manner"], "sample"];
  return [
    {
      id: "halos",
      type: "fill",
      source: "halos",
      paint: {
        "fill-color": colour,
        "fill-opacity": fading(["match", ["get", "manner"], "hollow", 0.07, 0.025]),
      },
    },
    edge("halo_edges", ["!", sample], {}),
    edge("halo_sample_edges", sample, { "line-dasharray": [4, 4] }),
  ];
}

function sites(palette) {
  return [
    {
      id: "sites",
      type: "fill",
      source: "sites",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": palette.site, "fill-opacity": 0.28 },
    },
    {
      id: "site_edges",
      type: "line",
      source: "sites",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": palette.site,
        "line-width": ["match", ["geometry-type"], "Polygon", 1.8, 4],
      },
    },
  ];
}

/**
 * Where two legs take the same way, each keeps to its right, so that both can be seen and read.
 */
function legs(palette) {
  const colour = ["match", ["get", "mode"], "wheelchair", palette.legWheelchair, "car", palette.legCar, palette.leg];
  const approximate = ["get", "approximate"];
  const round = { "line-join": "round", "line-cap": "round" };
  const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
  const beside = {
    "line-offset": byZoom(12, ["*", ["get", "lane"], 1.5], 16, ["*", ["get", "lane"], LANE_PX]),
  };
  const line = (id, source, filter, paint, layout = round) => ({
    id,
    type: "line",
    source,
    ...(filter && { filter }),
    layout,
    paint: { ...beside, ...paint },
  });
  return [
    line("leg_case", "legs", null, {
      "line-color": palette.legCase,
      "line-width": byZoom(12, 4.5, 16, ["case", approximate, 6.5, 9.5]),
      "line-opacity": 0.9,
    }),
    line("legs_known", "legs", ["!", approximate], {
      "line-color": colour,
      "line-width": byZoom(12, 2.5, 16, 6.5),
    }),
    line(
      "legs_approximate",
      "legs",
      approximate,
      { "line-color": colour, "line-width": byZoom(12, 2, 16, 3), "line-dasharray": [2.6, 2] },
      {},
    ),
    line("chosen_leg_case", "chosen_leg", null, {
      "line-color": palette.ink,
      "line-width": byZoom(12, 7, 16, 12.5),
    }),
    line("chosen_leg_edge", "chosen_leg", null, {
      "line-color": palette.legCase,
      "line-width": byZoom(12, 5, 16, 9.5),
    }),
    line("chosen_leg", "chosen_leg", ["!", approximate], {
      "line-color": colour,
      "line-width": byZoom(12, 3.5, 16, 7),
    }),
    line(
      "chosen_leg_approximate",
      "chosen_leg",
      approximate,
      { "line-color": colour, "line-width": byZoom(12, 3, 16, 5), "line-dasharray": [2, 1.4] },
      {},
    ),
    line("leg_touch", "legs", null, { "line-color": palette.leg, "line-width": 12, "line-opacity": 0 }),
    {
      id: "leg_arrows",
      type: "symbol",
      source: "legs",
      minzoom: 12,
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 46, // at the zoom level of a tile: up to twice as much on the screen
        "icon-image": imageName("arrow", ["case", approximate, "approximate", "known"], ["get", "mode"]),
        "icon-size": ["interpolate", ["linear"], ["zoom"], 12, 0.6, 16, 1],
        "icon-offset": ["match", ["get", "lane"], 1, ["literal", [0, LANE_PX]], ["literal", [0, 0]]],
        "icon-rotation-alignment": "map",
        "icon-overlap": "always",
        "icon-ignore-placement": true, // a name may be written over an arrow, never the other way
      },
    },
  ];
}

/** Labels are below markers in the stack, and so give way to every one of them. */
function places() {
  const clustered = ["has", "point_count"];
  return [
    {
      id: "labels",
      type: "symbol",
      source: "markers",
      filter: ["all", ["!", clustered], ["!=", ["get", "label"], ""]],
      minzoom: LABELS_FROM,
      layout: {
        ...labelled(
          ["match", ["get", "rank"], 0, "main", "place"],
          ["match", ["get", "rank"], 0, ["literal", around(27)], ["literal", around(23)]],
        ),
        "symbol-sort-key": ["get", "rank"],
      },
      paint: UNLESS_CHOSEN,
    },
    {
      id: "town_ground",
      type: "symbol",
      source: "towns",
      minzoom: INSIDE_TOWN,
      layout: {
        "icon-image": imageName("label", "ground", ["get", "label"]),
        "icon-anchor": "top",
        "icon-offset": [0, 10],
        "icon-overlap": "always",
        "icon-ignore-placement": true,
      },
      paint: { "icon-opacity": 0.42 },
    },
    {
      id: "towns",
      type: "symbol",
      source: "towns",
      layout: { "icon-image": "lozenge", "icon-overlap": "always" },
    },
    {
      id: "clusters",
      type: "symbol",
      source: "markers",
      filter: clustered,
      layout: {
        "icon-image": imageName("count", ["to-string", ["get", "point_count"]]),
        "icon-overlap": "always",
        "icon-padding": 0,
      },
    },
    {
      id: "markers",
      type: "symbol",
      source: "markers",
      filter: ["!", clustered],
      layout: {
        "icon-image": imageName("medallion", ["get", "category"], ["get", "manner"]),
        "icon-overlap": "always",
        "icon-padding": 0,
        "icon-size": ["match", ["get", "rank"], 0, 1.14, 0.94],
        "symbol-sort-key": ["-", 1, ["get", "rank"]],
      },
    },
    {
      id: "town_labels",
      type: "symbol",
      source: "towns",
      maxzoom: INSIDE_TOWN,
      layout: {
        "icon-image": imageName("label", "town", ["get", "label"]),
        "icon-anchor": "top",
        "icon-offset": [0, 12],
        "icon-padding": 0,
        "icon-overlap": "always",
      },
    },
  ];
}

function stops() {
  return [
    {
      id: "stop_labels",
      type: "symbol",
      source: "stops",
      layout: labelled("main", around(20)),
      paint: UNLESS_CHOSEN,
    },
    {
      id: "stops",
      type: "symbol",
      source: "stops",
      layout: {
        "icon-image": imageName("stop", ["get", "order"], ["get", "manner"]),
        "icon-overlap": "always",
        "icon-padding": 0,
      },
    },
  ];
}

/** Where the direction that is read is followed. */
function chosenStep(palette) {
  return {
    id: "chosen_step",
    type: "circle",
    source: "chosen_step",
    paint: {
      "circle-color": palette.legCase,
      "circle-radius": 7,
      "circle-stroke-color": palette.ink,
      "circle-stroke-width": 4,
    },
  };
}

function captions(latitude) {
  return [
    {
      id: "area_captions",
      type: "symbol",
      source: "area_captions",
      layout: { "icon-image": imageName("label", "area", ["get", "label"]), "icon-overlap": "always" },
      paint: { "icon-opacity": byWidth(latitude, { full: 40, none: 24 }) },
    },
  ];
}

function chosen(palette) {
  return [
    {
      id: "chosen_halo",
      type: "fill",
      source: "chosen_halo",
      paint: { "fill-color": palette.chosen, "fill-opacity": 0.07 },
    },
    {
      id: "chosen_halo_edge",
      type: "line",
      source: "chosen_halo",
      paint: { "line-color": palette.chosen, "line-width": 2.2, "line-dasharray": [4, 2.5] },
    },
    {
      id: "chosen_label",
      type: "symbol",
      source: "chosen",
      layout: {
        "icon-image": imageName("label", "main", ["get", "label"], ["get", "note"]),
        "icon-anchor": "top",
        "icon-offset": [0, 29],
        "icon-overlap": "always",
        "icon-ignore-placement": true,
      },
    },
    {
      id: "chosen",
      type: "symbol",
      source: "chosen",
      layout: {
        "icon-image": imageName("medallion", ["get", "category"], ["get", "manner"]),
        "icon-overlap": "always",
        "icon-ignore-placement": true,
        "icon-size": 1.14,
      },
    },
    {
      id: "chosen_ring",
      type: "symbol",
      source: "chosen",
      layout: { "icon-image": "ring", "icon-overlap": "always", "icon-ignore-placement": true },
    },
  ];
}

/** Where to go from here: back to the way, or straight to where no way is known. */
function onward(palette) {
  const line = (id, paint) => ({
    id,
    type: "line",
    source: "onward",
    layout: { "line-join": "round", "line-cap": "round" },
    paint,
  });
  return [
    line("onward_case", { "line-color": palette.legCase, "line-width": 10 }),
    line("onward", { "line-color": palette.me, "line-width": 5.5, "line-dasharray": [0.1, 1.7] }),
  ];
}

function me(palette) {
  return [
    {
      id: "me_accuracy",
      type: "fill",
      source: "me",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": palette.me, "fill-opacity": 0.16 },
    },
    {
      id: "me_accuracy_edge",
      type: "line",
      source: "me",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "line-color": palette.me, "line-width": 1.2 },
    },
    {
      id: "me_beam",
      type: "symbol",
      source: "me",
      filter: ["has", "heading"],
      layout: {
        "icon-image": "beam",
        "icon-rotate": ["get", "heading"],
        "icon-rotation-alignment": "map",
        "icon-overlap": "always",
        "icon-ignore-placement": true,
      },
    },
    {
      id: "me",
      type: "circle",
      source: "me",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-color": palette.me,
        "circle-radius": 7.5,
        "circle-stroke-color": palette.paper,
        "circle-stroke-width": 3,
      },
    },
  ];
}

/**
 * Return the layout of a label beside a marker, on whichever side there is room. The label is an
 * image, put into the text because only texts look for room.
 */
function labelled(kind, offsets) {
  return {
    "text-field": ["format", ["image", imageName("label", kind, ["get", "label"], ["get", "note"])]],
    "text-size": LABEL_PX,
    "text-variable-anchor-offset": offsets,
    "text-padding": 0,
  };
}

/** Return the places of a label around a marker, best first, that many pixels from its middle. */
function around(awayPx) {
  const side = awayPx / LABEL_PX;
  const over = side + BASELINE_EM;
  return ["top", [0, over], "bottom", [0, -over], "left", [side, 0], "right", [-side, 0]];
}

/**
 * Return an opacity by how wide a circle of `radius_m` is on the screen, in pixels: all of it up to
 * `full` and nothing from `gone`, or nothing up to `none` and all of it from `full`.
 */
function byWidth(latitude, { full, gone, none }, opacity = 1) {
  const share = (width) =>
    gone
      ? ["interpolate", ["linear"], width, full, 1, gone, 0]
      : ["interpolate", ["linear"], width, none, 0, full, 1];
  const stops = Array.from({ length: CLOSEST + 3 }, (_, zoom) => [
    zoom,
    ["*", opacity, share(["/", ["*", 2, ["get", "radius_m"]], metresAPixel(zoom, latitude)])],
  ]);
  return ["interpolate", ["linear"], ["zoom"], ...stops.flat()];
}
