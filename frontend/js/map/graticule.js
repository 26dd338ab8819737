/**
 * Draw the net of meridians and parallels that the schematic map lies on.
 */

/** Spacing of the lines in degrees, and the zoom levels it is drawn at. */
export const NETS = [
  { step: 0.5, from: 0, to: 9 },
  { step: 0.1, from: 9, to: 11.5 },
  { step: 0.02, from: 11.5, to: 14 },
  { step: 0.005, from: 14, to: 24 },
];

const AROUND = 0.5; // of the territory's size, drawn beyond each of its edges
const MOST_LINES = 1200; // of one net, for a territory of any size

/**
 * Return the nets over a box and its surroundings: lines, each with the spacing of its net.
 *
 * @param {import("./geometry.js").Box} box
 * @returns {GeoJSON.FeatureCollection}
 */
export function graticule([west, south, east, north]) {
  const [wide, high] = [(east - west) * AROUND, (north - south) * AROUND];
  const box = [
    Math.max(-180, west - wide),
    Math.max(-85, south - high),
    Math.min(180, east + wide),
    Math.min(85, north + high),
  ];
  return { type: "FeatureCollection", features: NETS.flatMap(({ step }) => net(box, step)) };
}

function net([west, south, east, north], step) {
  const meridians = steps(west, east, step);
  const parallels = steps(south, north, step);
  if (meridians.length + parallels.length > MOST_LINES) return [];
  return [
    ...meridians.map((lon) => line([lon, south], [lon, north], step)),
    ...parallels.map((lat) => line([west, lat], [east, lat], step)),
  ];
}

function steps(from, to, step) {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toFixed(6)));
}

function line(from, to, step) {
  return {
    type: "Feature",
    geometry: { type: "LineString", coordinates: [from, to] },
    properties: { step },
  };
}
