/**
 * The look of the basemap: layers over the tiles of geodata/basemap/schema.py.
 *
 * An atlas drawn by hand: sand and blocks of houses are the ground, alleys are the light between
 * them, stairs have treads, what is roofed over is dashed. All of it lies below what is ours.
 */

import { imageName } from "./images.js";
import { nameIn } from "./names.js";

export const BASEMAP = "basemap"; // the source

const ZOOMS = [10, 13, 15, 17, 19];

/** Width in px of each kind of street at those zoom levels, and of its edge on either side. */
const WIDTHS = {
  motorway: [1.4, 3.4, 6.5, 14, 28],
  primary: [1.1, 2.8, 5.8, 13, 26],
  secondary: [0.7, 2.1, 4.8, 11, 23],
  minor: [0.3, 1.1, 3.2, 8.5, 19],
  pedestrian: [0.3, 0.9, 2.8, 7.5, 16],
  service: [0.2, 0.5, 1.6, 4.6, 9],
  alley: [0.2, 0.5, 1.7, 5.2, 11],
};
const EDGES = [0.2, 0.45, 0.7, 1.1, 1.6];
const ROADS = Object.keys(WIDTHS);
const ARTERIES = ["motorway", "primary"];
const ON_FOOT = ["alley", "pedestrian", "path", "stairs"];

/** The more of them there are, the nearer one has to be: signs by the zoom level they show from. */
const SIGNS = {
  14: ["mosque", "market", "museum", "castle", "hospital", "station", "airport"],
  15: ["church", "synagogue", "worship", "townhall", "bus", "taxi", "monument", "university"],
  16: ["toilets", "drinking_water", "fountain", "well", "pharmacy", "police", "clinic", "hammam",
    "oven", "viewpoint", "information", "lift", "theatre", "library", "craft", "attraction"],
  17: ["bank", "atm", "post", "hotel", "restaurant", "cafe", "school", "parking", "bus_stop", "fuel",
    "bakery", "supermarket", "playground", "bar"],
  18: ["shop", "campsite"],
};

const kind = ["get", "kind"];
const storey = ["coalesce", ["get", "layer"], ""];

/**
 * Return the layers of the ground, bottom first: areas, blocks, streets, walls.
 *
 * @param {import("./palette.js").Palette} palette
 * @returns {import("maplibre-gl").LayerSpecification[]}
 */
export function groundLayers(palette) {
  return [
    { id: "base_earth", type: "background", paint: { "background-color": palette.earth } },
    ...areas(palette),
    ...waters(palette),
    ...underground(palette),
    ...blocks(palette),
    ...streets(palette),
    ...coveredWays(palette),
    ...walls(palette),
  ];
}

/**
 * Return the layers of names and signs, the least important first.
 *
 * @param {import("./palette.js").Palette} palette
 * @param {string} language of the page
 * @returns {import("maplibre-gl").LayerSpecification[]}
 */
export function nameLayers(palette, language) {
  const name = nameIn(language);
  return [
    trees(),
    gates(palette, name),
    buildingNames(palette, name),
    signs(palette, name),
    waterwayNames(palette, name),
    streetNames(palette, name),
    areaNames(palette, name),
    quarterNames(palette, name),
    townNames(palette, name),
  ];
}

function areas(palette) {
  const colours = {
    residential: palette.quarter,
    commercial: palette.quarter,
    military: palette.works,
    industrial: palette.works,
    airport: palette.works,
    parking: palette.works,
    pier: palette.rock,
    school: palette.quarter,
    hospital: palette.quarter,
    sand: palette.sand,
    beach: palette.sand,
    salt: palette.sand,
    rock: palette.rock,
    scrub: palette.field,
    farmland: palette.field,
    wetland: palette.field,
    park: palette.park,
    sport: palette.park,
    orchard: palette.grove,
    forest: palette.grove,
    cemetery: palette.grave,
  };
  return [
    layer("base_land", "fill", "land", {
      paint: { "fill-color": byKind(colours, palette.quarter), "fill-antialias": false },
    }),
    layer("base_textures", "fill", "land", {
      minzoom: 13,
      filter: isOf("orchard", "forest", "cemetery", "sand", "beach"),
      paint: {
        "fill-pattern": imageName("texture", byKind({ orchard: "palms", forest: "trees", cemetery: "graves" }, "grains")),
      },
    }),
    layer("base_squares", "fill", "squares", { paint: { "fill-color": palette.square } }),
    layer("base_square_edges", "line", "squares", {
      minzoom: 15,
      paint: { "line-color": palette.streetEdge, "line-width": 0.8 },
    }),
  ];
}

function waters(palette) {
  const wide = byZoom({ 8: 0.6, 13: 1.6, 16: 3.5, 19: 9 });
  const round = { "line-cap": "round", "line-join": "round" };
  return [
    layer("base_water", "fill", "water", { paint: { "fill-color": palette.water } }),
    layer("base_shores", "line", "water", {
      minzoom: 11,
      layout: round,
      paint: { "line-color": palette.shore, "line-width": byZoom({ 11: 0.5, 16: 1.4 }) },
    }),
    layer("base_ripples", "line", "water", {
      minzoom: 13,
      layout: round,
      paint: {
        "line-color": palette.shore,
        "line-opacity": 0.35,
        "line-width": 1,
        "line-offset": byZoom({ 13: 3, 17: 8 }),
      },
    }),
    layer("base_waterways", "line", "waterways", {
      filter: ["!", isOf("wadi", "ditch")],
      layout: round,
      paint: { "line-color": palette.shore, "line-width": wide },
    }),
    layer("base_wadis", "line", "waterways", {
      filter: isOf("wadi", "ditch"),
      paint: { "line-color": palette.shore, "line-width": wide, "line-dasharray": [3, 1.6] },
    }),
  ];
}

/** Roads below the ground: no more than a hint, one does not walk there. */
function underground(palette) {
  return [
    layer("base_tunnels", "line", "streets", {
      minzoom: 13,
      filter: ["all", ["==", storey, "tunnel"], ["!", isOf(...ON_FOOT)]],
      paint: {
        "line-color": palette.fence,
        "line-width": 1,
        "line-gap-width": streetWidth(),
        "line-dasharray": [3, 3],
        "line-opacity": 0.55,
      },
    }),
  ];
}

function blocks(palette) {
  const colours = {
    mosque: palette.sacred,
    church: palette.sacred,
    market: palette.market,
    public: palette.public,
    fort: palette.public,
    ruin: palette.quarter,
    roof: palette.quarter,
  };
  return [
    layer("base_block_shades", "fill", "buildings", {
      minzoom: 16,
      filter: ["!", isOf("roof", "ruin")],
      paint: {
        "fill-color": palette.blockShade,
        "fill-translate": byZoom({ 16: ["literal", [0.6, 0.8]], 18: ["literal", [2.2, 2.8]] }, 1),
      },
    }),
    layer("base_blocks", "fill", "buildings", {
      minzoom: 13,
      paint: {
        "fill-color": byKind(colours, palette.block),
        "fill-opacity": byZoom({ 13: 0.6, 15: 1 }, 1),
      },
    }),
    layer("base_block_edges", "line", "buildings", {
      minzoom: 15,
      layout: { "line-join": "round" },
      paint: {
        "line-color": palette.blockEdge,
        "line-width": byZoom({ 15: 0.4, 17: 0.9, 19: 1.5 }),
      },
    }),
  ];
}

function streets(palette) {
  const open = ["!=", storey, "tunnel"];
  const roads = ["all", open, isOf(...ROADS)];
  const round = { "line-cap": "round", "line-join": "round" };
  const order = { "line-sort-key": ["-", ["match", storey, "bridge", 100, 0], kindIndex(ROADS)] };
  const stairs = ["all", open, isOf("stairs")];
  return [
    layer("base_street_cases", "line", "streets", {
      minzoom: 11,
      filter: roads,
      layout: { ...round, ...order },
      paint: {
        "line-color": byKind({ motorway: palette.arteryEdge, primary: palette.arteryEdge }, palette.streetEdge),
        "line-width": streetWidth(EDGES),
      },
    }),
    layer("base_streets", "line", "streets", {
      filter: roads,
      layout: { ...round, ...order },
      paint: {
        "line-color": byKind(
          { motorway: palette.artery, primary: palette.artery, alley: palette.alley },
          palette.street,
        ),
        "line-width": streetWidth(),
      },
    }),
    layer("base_tracks", "line", "streets", {
      minzoom: 12,
      filter: ["all", open, isOf("track")],
      paint: {
        "line-color": palette.path,
        "line-width": byZoom({ 12: 0.6, 16: 1.8, 19: 3.5 }),
        "line-dasharray": [4, 1.4],
      },
    }),
    layer("base_paths", "line", "streets", {
      minzoom: 14,
      filter: ["all", open, isOf("path")],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": palette.path,
        "line-width": byZoom({ 14: 0.7, 17: 1.8, 19: 3 }),
        "line-dasharray": [0.1, 2],
      },
    }),
    layer("base_stairs", "line", "streets", {
      minzoom: 14,
      filter: stairs,
      paint: { "line-color": palette.stair, "line-width": stairWidth(1.6) },
    }),
    layer("base_stair_steps", "line", "streets", {
      minzoom: 15.5,
      filter: stairs,
      paint: { "line-color": palette.alley, "line-width": stairWidth(0), "line-dasharray": [0.34, 0.22] },
    }),
    layer("base_rails", "line", "streets", {
      filter: ["all", open, isOf("rail")],
      paint: { "line-color": palette.rail, "line-width": byZoom({ 10: 0.8, 16: 2 }) },
    }),
    layer("base_sleepers", "line", "streets", {
      minzoom: 14,
      filter: ["all", open, isOf("rail")],
      paint: {
        "line-color": palette.rail,
        "line-width": byZoom({ 14: 4, 17: 7 }),
        "line-dasharray": [0.25, 1.1],
      },
    }),
  ];
}

/** Arcades, passages through houses, tunnels one walks through: over the houses, dashed. */
function coveredWays(palette) {
  const covered = [
    "any",
    ["==", storey, "arcade"],
    ["all", ["==", storey, "tunnel"], isOf(...ON_FOOT)],
  ];
  return [
    layer("base_covered", "line", "streets", {
      minzoom: 15,
      filter: covered,
      paint: {
        "line-color": palette.alley,
        "line-width": byZoom({ 15: 1.2, 17: 4.2, 19: 9 }),
        "line-opacity": 0.72,
      },
    }),
    layer("base_covered_edges", "line", "streets", {
      minzoom: 15,
      filter: covered,
      paint: {
        "line-color": palette.cover,
        "line-width": byZoom({ 15: 0.7, 18: 1.4 }),
        "line-gap-width": byZoom({ 15: 1.2, 17: 4.2, 19: 9 }),
        "line-dasharray": [3, 2.2],
      },
    }),
  ];
}

function walls(palette) {
  const town = isOf("city_wall");
  return [
    layer("base_fences", "line", "walls", {
      minzoom: 15,
      filter: ["!", town],
      paint: {
        "line-color": byKind({ hedge: palette.palm }, palette.fence),
        "line-width": byZoom({ 15: 0.6, 18: 1.6 }),
      },
    }),
    layer("base_walls", "line", "walls", {
      filter: town,
      layout: { "line-join": "round" },
      paint: { "line-color": palette.wall, "line-width": byZoom({ 12: 1, 15: 2.2, 18: 5 }) },
    }),
    layer("base_battlements", "line", "walls", {
      minzoom: 14,
      filter: town,
      paint: {
        "line-color": palette.wall,
        "line-width": byZoom({ 14: 3, 16: 5.5, 18: 10 }),
        "line-dasharray": [0.45, 0.55],
      },
    }),
  ];
}

function trees() {
  return layer("base_trees", "symbol", "pois", {
    minzoom: 16,
    filter: isOf("palm", "tree"),
    layout: {
      "icon-image": imageName("sign", kind),
      "icon-size": byZoom({ 16: 0.5, 18: 0.9 }, 1),
      "icon-overlap": "always",
      "icon-ignore-placement": true,
    },
  });
}

function gates(palette, name) {
  return layer("base_gates", "symbol", "gates", {
    minzoom: 14,
    filter: ["any", isOf("city_gate", "arch"), [">=", ["zoom"], 17]],
    layout: {
      "icon-image": imageName("sign", byKind({ gate: "gate" }, "city_gate")),
      "icon-padding": 1,
      ...text(name, { size: { 14: 11, 18: 13 }, width: 8 }),
      ...beside(0.9),
    },
    paint: written(palette, palette.name),
  });
}

function buildingNames(palette, name) {
  return layer("base_building_names", "symbol", "labels", {
    minzoom: 17,
    filter: isOf("building"),
    layout: text(name, { size: { 17: 10.5, 19: 13 }, width: 7 }),
    paint: written(palette, palette.nameSoft),
  });
}

function signs(palette, name) {
  const kinds = Object.entries(SIGNS);
  const from = ["match", kind, ...kinds.flatMap(([zoom, names]) => [names, Number(zoom)]), 99];
  const named = ["step", ["zoom"], "", 16, ["match", kind, kinds.slice(0, 2).flatMap(([, names]) => names), name, ""], 17, name];
  return layer("base_signs", "symbol", "pois", {
    minzoom: 14,
    filter: [">=", ["zoom"], from],
    layout: {
      "icon-image": imageName("sign", kind),
      "icon-padding": 2,
      "symbol-sort-key": from,
      ...text(named, { size: { 16: 11, 18: 13 }, width: 8 }),
      ...beside(0.85),
      "text-optional": true,
    },
    paint: written(palette, palette.sign),
  });
}

function waterwayNames(palette, name) {
  return layer("base_waterway_names", "symbol", "waterways", {
    minzoom: 12,
    layout: { ...text(name, { size: { 12: 11, 17: 14 } }), ...along(400), "text-letter-spacing": 0.06 },
    paint: written(palette, palette.nameWater),
  });
}

/** The names of streets: those of alleys as soon as an alley is wide enough to be walked by eye. */
function streetNames(palette, name) {
  const wide = [...ARTERIES, "secondary"];
  return layer("base_street_names", "symbol", "streets", {
    minzoom: 13,
    filter: [
      ">=",
      ["zoom"],
      ["match", kind, wide, 13, ["minor", "pedestrian"], 15, ["rail"], 99, 16],
    ],
    layout: {
      ...text(name, { size: { 13: 10.5, 15: 12, 18: 14.5 } }),
      ...along(260),
      "symbol-sort-key": kindIndex(ROADS),
    },
    paint: written(palette, palette.name),
  });
}

function areaNames(palette, name) {
  const colours = {
    water: palette.nameWater,
    bay: palette.nameWater,
    harbour: palette.nameWater,
    spring: palette.nameWater,
    park: palette.namePark,
    forest: palette.namePark,
    cemetery: palette.namePark,
    sport: palette.namePark,
  };
  return layer("base_area_names", "symbol", "labels", {
    minzoom: 11,
    filter: [
      "all",
      ["!", isOf("city", "town", "village", "hamlet", "suburb", "neighbourhood", "quarter", "building")],
      [">=", ["zoom"], byKind({ square: 15.5, sport: 16, industrial: 16, park: 14 }, 0)],
    ],
    layout: text(name, { size: { 12: 11, 18: 14 }, width: 7 }),
    paint: written(palette, byKind(colours, palette.nameSoft)),
  });
}

function quarterNames(palette, name) {
  return layer("base_quarter_names", "symbol", "labels", {
    minzoom: 12,
    maxzoom: 17.5,
    filter: isOf("suburb", "neighbourhood", "quarter"),
    layout: {
      ...text(name, { font: "display", size: { 12: 12, 16: 18 }, width: 8 }),
      "symbol-sort-key": ["coalesce", ["get", "rank"], 99],
      "text-padding": 12,
    },
    paint: { ...written(palette, palette.nameSoft), "text-opacity": byZoom({ 15.5: 1, 17.5: 0.55 }, 1) },
  });
}

function townNames(palette, name) {
  return layer("base_town_names", "symbol", "labels", {
    maxzoom: 14,
    filter: isOf("city", "town", "village", "hamlet"),
    layout: {
      ...text(name, { font: "display", size: { 7: 12, 13: 19 }, width: 8 }),
      "symbol-sort-key": ["coalesce", ["get", "rank"], 99],
    },
    paint: written(palette, palette.name),
  });
}

/** Return a layer over the basemap's tiles. */
function layer(id, type, sourceLayer, rest) {
  return { id, type, source: BASEMAP, "source-layer": sourceLayer, ...rest };
}

function isOf(...kinds) {
  return ["match", ["coalesce", kind, ""], kinds, true, false];
}

function byKind(values, otherwise) {
  return ["match", ["coalesce", kind, ""], ...Object.entries(values).flat(), otherwise];
}

function kindIndex(kinds) {
  return ["match", ["coalesce", kind, ""], ...kinds.flatMap((each, index) => [each, index]), kinds.length];
}

/** Return a value between those of some zoom levels; what has a size on the ground doubles by level. */
function byZoom(values, base = 1.5) {
  const stops = Object.entries(values)
    .map(([zoom, value]) => [Number(zoom), value])
    .sort(([one], [other]) => one - other);
  return ["interpolate", base === 1 ? ["linear"] : ["exponential", base], ["zoom"], ...stops.flat()];
}

/** Return the width of streets by kind and zoom level, with edges of some px on either side. */
function streetWidth(edges = [0, 0, 0, 0, 0]) {
  const at = (index) =>
    byKind(
      Object.fromEntries(ROADS.map((each) => [each, WIDTHS[each][index] + 2 * edges[index]])),
      WIDTHS.minor[index] + 2 * edges[index],
    );
  return ["interpolate", ["exponential", 1.6], ["zoom"], ...ZOOMS.flatMap((zoom, index) => [zoom, at(index)])];
}

function stairWidth(edgePx) {
  return byZoom({ 14: 1 + edgePx / 3, 15: 1.6 + edgePx / 2, 17: 5 + edgePx, 19: 11 + edgePx }, 1.6);
}

function text(name, { font = "text", size, width = 10 }) {
  return {
    "text-field": name,
    "text-font": [font],
    "text-size": byZoom(size, 1),
    "text-max-width": width,
    "text-line-height": 1.15,
  };
}

/** Beside a sign, wherever there is room. */
function beside(away) {
  return {
    "text-variable-anchor": ["top", "bottom", "left", "right"],
    "text-radial-offset": away,
    "text-justify": "auto",
  };
}

/** Along a line, not around its sharp corners. */
function along(spacing) {
  return {
    "symbol-placement": "line",
    "symbol-spacing": spacing,
    "text-max-angle": 38,
    "text-padding": 3,
    "text-rotation-alignment": "map",
  };
}

function written(palette, colour) {
  return {
    "text-color": colour,
    "text-halo-color": palette.nameHalo,
    "text-halo-width": 1.7,
    "text-halo-blur": 0.3,
  };
}
