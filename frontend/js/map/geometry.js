/**
 * Measure and draw in metres on longitudes and latitudes.
 *
 * Positions are `[longitude, latitude]` in degrees (WGS 84); boxes are `[west, south, east, north]`.
 * The earth is taken as a sphere, which is off by half a percent at most: less than a line's width.
 *
 * @typedef {[number, number]} Position
 * @typedef {[number, number, number, number]} Box
 */

export const EARTH_RADIUS_M = 6_371_008.8;

const METRES_A_PIXEL_AT_ZOOM_0 = (2 * Math.PI * 6_378_137) / 512; // web mercator, 512 px tiles

const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;

/**
 * Return the length of the great circle between two positions, in metres.
 *
 * @param {Position} from
 * @param {Position} to
 * @returns {number}
 */
export function distanceM([fromLon, fromLat], [toLon, toLat]) {
  const half = Math.sin(radians(toLat - fromLat) / 2) ** 2;
  const across = Math.sin(radians(toLon - fromLon) / 2) ** 2;
  const chord = half + Math.cos(radians(fromLat)) * Math.cos(radians(toLat)) * across;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/**
 * Return the position reached from another one.
 *
 * @param {Position} from
 * @param {number} lengthM
 * @param {number} bearing degrees clockwise from north
 * @returns {Position}
 */
export function destination([lon, lat], lengthM, bearing) {
  const angle = lengthM / EARTH_RADIUS_M;
  const course = radians(bearing);
  const phi = radians(lat);
  const reached = Math.asin(
    Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(course),
  );
  const turn = Math.atan2(
    Math.sin(course) * Math.sin(angle) * Math.cos(phi),
    Math.cos(angle) - Math.sin(phi) * Math.sin(reached),
  );
  return [lon + degrees(turn), degrees(reached)];
}

/**
 * Return a circle as a closed ring, counterclockwise as RFC 7946 wants outer rings.
 *
 * @param {Position} centre
 * @param {number} radiusM
 * @param {number} [corners]
 * @returns {Position[]}
 */
export function circle(centre, radiusM, corners = 72) {
  const ring = Array.from({ length: corners }, (_, index) =>
    destination(centre, radiusM, -(index * 360) / corners),
  );
  return [...ring, ring[0]];
}

/**
 * Return the box around positions.
 *
 * @param {Position[]} positions at least one
 * @returns {Box}
 */
export function boxAround(positions) {
  const lons = positions.map(([lon]) => lon);
  const lats = positions.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/**
 * Tell whether a position lies in a box, its edge included.
 *
 * @param {Box} box
 * @param {Position} position
 * @returns {boolean}
 */
export function contains([west, south, east, north], [lon, lat]) {
  return west <= lon && lon <= east && south <= lat && lat <= north;
}

/**
 * Tell whether two boxes share a point.
 *
 * @param {Box} one
 * @param {Box} other
 * @returns {boolean}
 */
export function intersects(one, other) {
  return one[0] <= other[2] && other[0] <= one[2] && one[1] <= other[3] && other[1] <= one[3];
}

/**
 * Return the box that a circle fills.
 *
 * @param {Position} centre
 * @param {number} radiusM
 * @returns {Box}
 */
export function boxOfCircle(centre, radiusM) {
  return boxAround([0, 90, 180, 270].map((bearing) => destination(centre, radiusM, bearing)));
}

/**
 * Return the south-western and the north-eastern corner of a box.
 *
 * @param {Box} box
 * @returns {[Position, Position]}
 */
export function cornersOf([west, south, east, north]) {
  return [[west, south], [east, north]];
}

/**
 * Return the position a marker of a geometry stands on: the point itself, the middle of a line,
 * the centre of gravity of an area's outer ring.
 *
 * @param {GeoJSON.Geometry} geometry
 * @returns {Position}
 */
export function anchorOf(geometry) {
  switch (geometry.type) {
    case "Point":
      return geometry.coordinates;
    case "LineString":
      return geometry.coordinates[Math.floor(geometry.coordinates.length / 2)];
    case "Polygon":
      return centreOfGravity(geometry.coordinates[0]);
    case "GeometryCollection":
      return anchorOf(geometry.geometries[0]);
    default: // MultiPoint, MultiLineString, MultiPolygon
      return anchorOf({ type: geometry.type.slice(5), coordinates: geometry.coordinates[0] });
  }
}

/**
 * Return every position of a geometry, in one list.
 *
 * @param {GeoJSON.Geometry} geometry
 * @returns {Position[]}
 */
export function positionsOf(geometry) {
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(positionsOf);
  const flat = (part) => (typeof part[0] === "number" ? [part] : part.flatMap(flat));
  return flat(geometry.coordinates);
}

/**
 * Return how many metres of ground a pixel shows.
 *
 * @param {number} zoom of a map with 512 px tiles
 * @param {number} lat
 * @returns {number}
 */
export function metresAPixel(zoom, lat) {
  return (METRES_A_PIXEL_AT_ZOOM_0 * Math.cos(radians(lat))) / 2 ** zoom;
}

function centreOfGravity(ring) {
  const [originLon, originLat] = ring[0]; // relative to a corner, to keep the digits
  let area = 0;
  let lon = 0;
  let lat = 0;
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const [fromLon, fromLat] = [ring[index][0] - originLon, ring[index][1] - originLat];
    const [toLon, toLat] = [ring[index + 1][0] - originLon, ring[index + 1][1] - originLat];
    const cross = fromLon * toLat - toLon * fromLat;
    area += cross;
    lon += (fromLon + toLon) * cross;
    lat += (fromLat + toLat) * cross;
  }
  if (area === 0) return ring[0];
  return [originLon + lon / (3 * area), originLat + lat / (3 * area)];
}
