/**
 * Small signs of the basemap, each a path on a field of 16 × 16.
 */

const CUP = "M3 5h8v4a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3zM11 6h1.5a1.5 1.5 0 0 1 0 4H11zM3 13.5h8V15H3z";
const DROP = "M8 1.5c2.6 3.4 4.2 5.6 4.2 8a4.2 4.2 0 0 1-8.4 0c0-2.4 1.6-4.6 4.2-8z";
const CROSS = "M6 2h4v4h4v4h-4v4H6v-4H2V6h4z";
const BED = "M1.5 3.5h1.6v5h4V6h5.4a2 2 0 0 1 2 2v5h-1.6v-2H3.1v2H1.5z";
const CARD = "M2 4h12v8H2zM2 6v1.6h12V6z";
const BUS = "M4 2h8a1.5 1.5 0 0 1 1.5 1.5V12H12v1.5h-2V12H6v1.5H4V12H2.5V3.5A1.5 1.5 0 0 1 4 2zM4 4v3.5h8V4z";
const BOOK = "M2 3.5c2.5-.8 4.5-.3 6 1 1.5-1.3 3.5-1.8 6-1V13c-2.5-.7-4.5-.3-6 1-1.5-1.3-3.5-1.7-6-1z";
const CAP = "M8 3 15 6.3 8 9.6 1 6.3zM4 8.8l4 1.9 4-1.9V11c-1 1.3-6.5 1.7-8 0z";
const TOWER = "M3 15V3h2v1.6h2V3h2v1.6h2V3h2v12H9.6v-3a1.6 1.6 0 0 0-3.2 0v3z";
const COLUMNS = "M8 1.5 14.5 5v1.3h-13V5zM3 7.3h1.8v5H3zM7.1 7.3h1.8v5H7.1zM11.2 7.3H13v5h-1.8zM1.5 13.2h13v1.6h-13z";
const BAG = "M3 5.5h10l.8 9H2.2zM5.5 5.5a2.5 2.5 0 0 1 5 0H9.2a1.2 1.2 0 0 0-2.4 0z";
const LEAVES = "M8 1a4.8 4.8 0 0 1 1.3 9.4V15H6.7v-4.6A4.8 4.8 0 0 1 8 1z";

/** @type {Record<string, string>} path data by kind; kinds that are not here have a dot */
const PATHS = {
  mosque: "M8 1v1.2c2.8 1 4 2.8 4 4.8v1h1.5v7h-3v-2.5a2.5 2.5 0 0 0-5 0V15h-3V8H4V7c0-2 1.2-3.8 4-4.8V1z",
  church: "M7.2 0h1.6v1.8h1.8v1.5H8.8v1.9L13 8.5V15H9.5v-3a1.5 1.5 0 0 0-3 0v3H3V8.5l4.2-3.3V3.3H5.4V1.8h1.8z",
  synagogue: "M8 1l2 3.5h4L12 8l2 3.5h-4L8 15l-2-3.5H2L4 8 2 4.5h4z",
  market: "M2.5 2.5h11L15 6.5a1.8 1.8 0 0 1-3.5 0 1.8 1.8 0 0 1-3.5 0 1.8 1.8 0 0 1-3.5 0 1.8 1.8 0 0 1-3.5 0zM2.5 9.5h1.7V13h7.6V9.5h1.7v5h-11z",
  museum: COLUMNS,
  townhall: COLUMNS,
  theatre: COLUMNS,
  castle: TOWER,
  city_gate: "M1.5 15V4h2v1.4h2V4h5v1.4h2V4h2v11H11v-4a3 3 0 0 0-6 0v4z",
  arch: "M2 15V8a6 6 0 0 1 12 0v7h-3V8.5a3 3 0 0 0-6 0V15z",
  gate: "M3 5h1.6v1.5h6.8V5H13v9h-1.6v-2H4.6v2H3zM4.6 8v2.5h6.8V8z",
  hospital: CROSS,
  clinic: CROSS,
  pharmacy: CROSS,
  police: "M8 1.2 14 3.3c0 5.6-1.8 9.2-6 11.5-4.2-2.3-6-5.9-6-11.5z",
  post: "M1.5 3.5h13v9h-13zM3 5.2l5 3.7 5-3.7z",
  library: BOOK,
  school: CAP,
  university: CAP,
  bus: BUS,
  bus_stop: BUS,
  taxi: "M5 3.5h6l1.8 3.7 1.2.8v4h-1.4V13.5h-2V12H5.4v1.5h-2V12H2V8l1.2-.8zM5.9 5 4.9 7.2h6.2L10.1 5z",
  station: "M4.5 1.5h7A1.5 1.5 0 0 1 13 3v8a1.5 1.5 0 0 1-1.5 1.5L13 15h-2l-1.2-2H6.2L5 15H3l1.5-2.5A1.5 1.5 0 0 1 3 11V3a1.5 1.5 0 0 1 1.5-1.5zM4.8 3.5V7h6.4V3.5z",
  airport: "M8 .8c.8 0 1.2.9 1.2 2v3L15 9.5v1.6l-5.8-1.8v3l1.6 1.3v1.2L8 14l-2.8.8v-1.2l1.6-1.3v-3L1 11.1V9.5l5.8-3.7v-3c0-1.1.4-2 1.2-2z",
  monument: "M6.8 1.5 8 .5l1.2 1 .8 9.5H6zM4.5 11.8h7v1.4h-7zM3.2 13.8h9.6V15H3.2z",
  viewpoint: "M8 3.5c3 0 5.3 1.7 7 4.5-1.7 2.8-4 4.5-7 4.5S2.7 10.8 1 8c1.7-2.8 4-4.5 7-4.5zm0 2a2.5 2.5 0 1 0 .01 0z",
  information: "M6.7 1.5h2.6v2.6H6.7zM5.5 6h3.8v6.5h1.5V14.5h-5.6v-2h1.5V8H5.5z",
  attraction: "M8 1l2.1 4.5 4.9.6-3.6 3.4.9 4.9L8 12l-4.3 2.4.9-4.9L1 6.1l4.9-.6z",
  campsite: "M8 2l6.5 12H9.8L8 10l-1.8 4H1.5z",
  hotel: BED,
  restaurant: "M3.5 1.5h1.2v4h.9v-4h1.2v4.8L6 7.5V14.5H4.3v-7l-.8-1.2zM10 1.5c1.8.6 2.7 2.3 2.7 5v2.3h-1.1v5.7H10z",
  cafe: CUP,
  bar: "M2.5 2.5h11L8.9 8v4.5h2.6V14h-7v-1.5h2.6V8z",
  bank: CARD,
  atm: CARD,
  hammam: DROP,
  drinking_water: DROP,
  fountain: DROP,
  well: DROP,
  oven: "M1.5 9.5C1.5 6 4.3 4 8 4s6.5 2 6.5 5.5V13h-13zM5 8.2h1.2V11H5zM7.4 7.5h1.2V11H7.4zM9.8 8.2H11V11H9.8z",
  bakery: "M1.5 9.5C1.5 6 4.3 4 8 4s6.5 2 6.5 5.5V13h-13zM5 8.2h1.2V11H5zM7.4 7.5h1.2V11H7.4zM9.8 8.2H11V11H9.8z",
  toilets: "M4.5 1.5a1.5 1.5 0 1 1-.01 0zM3 5.2h3v4.3h-.6V14.5h-1.8V9.5H3zM11.5 1.5a1.5 1.5 0 1 1-.01 0zM10.5 5.2h2l1.5 5h-1.4v4.3h-2.2v-4.3H9z",
  fuel: "M3 2h6v6h1.2a1.3 1.3 0 0 1 1.3 1.3v2.4a.6.6 0 0 0 1.2 0V6.8L11 5l.9-.9 2.2 2.2v5.4a2 2 0 0 1-4 0V9.5H9V14H3zM4.5 3.5v3h3v-3z",
  parking: "M4 2h4.8a3.7 3.7 0 0 1 0 7.4H6.3V14H4zM6.3 4.1v3.2h2.3a1.6 1.6 0 0 0 0-3.2z",
  lift: "M8 1.5 11.5 6h-7zM8 14.5 4.5 10h7zM2 7.3h12v1.4H2z",
  palm: "M7.6 7 7 15h2L8.7 7c2-.9 3.7-.3 5.3 1.8.3-3-1.3-4.5-3.7-4.4C11 3 10.8 2 9.7 1 8.8 1.5 8.2 2.3 8 3.4 7.5 2 6.5 1.3 5 1.3c.5.9.8 1.8.7 2.8C3.3 3.9 1.8 5.5 2 8.5c1.5-2.1 3.3-2.5 5.6-1.5z",
  tree: LEAVES,
  supermarket: BAG,
  shop: BAG,
  craft: "M2 13.2 8.3 7 7.2 5.8l1.3-1.3 1.3 1.2L12 3.5 10.5 2l3-.9L15 2.6l-.7 3-1.5-1.4-2.2 2.2 1.2 1.3-1.3 1.3L9.3 8 3.1 14.3z",
  playground: "M4 2h8v1.4h-1V9H9.7V3.4H6.3V9H5V3.4H4zM4.5 9.6h2.3v1.2H4.5zM9.2 9.6h2.3v1.2H9.2zM3 14.5h10v-1.2H3z",
};

const DOT = "M8 5.5a2.5 2.5 0 1 1-.01 0z";

/** Signs in another colour of the palette than `sign`. */
const COLOURS = {
  palm: "palm",
  tree: "palm",
  city_gate: "wall",
  arch: "wall",
  gate: "wall",
  drinking_water: "nameWater",
  fountain: "nameWater",
  well: "nameWater",
};

/** Side of the field that paths are drawn on. */
export const FIELD = 16;

/**
 * Return the path of a sign, and the name of its colour in the palette.
 *
 * @param {string} kind of a feature of the basemap
 * @returns {{path: string, colour: string}}
 */
export function sign(kind) {
  return { path: PATHS[kind] ?? DOT, colour: COLOURS[kind] ?? "sign" };
}
