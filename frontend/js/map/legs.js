/**
 * The legs of a circuit as they are drawn: which of them share their way, and which is nearest.
 */

const SHARED = 0.15; // of a leg's pieces: what only touches another leg keeps the middle of its way
const LANE_PX = 4.5;

/**
 * Return the legs of a circuit to draw. `lane` is 1 where a leg goes over the way of another one in
 * the other direction, or back over its own: it then keeps to its right. Else it is 0.
 *
 * @param {GeoJSON.Feature[]} features of a circuit, as the API gives them
 * @returns {GeoJSON.Feature[]} with the identifier as the property `leg`
 */
export function drawnLegs(features) {
  const legs = features.filter(({ geometry, properties }) => geometry && properties.kind === "leg");
  const pieces = legs.map(({ geometry }) => piecesOf(geometry.coordinates));
  const passed = new Set(pieces.flat());
  return legs.map((leg, index) => {
    const { mode, approximate, start, end } = leg.properties;
    const back = pieces[index].filter((piece) => passed.has(turned(piece))).length;
    const lane = back > SHARED * pieces[index].length ? 1 : 0;
    return {
      type: "Feature",
      id: leg.id,
      geometry: leg.geometry,
      properties: { leg: leg.id, mode, approximate: Boolean(approximate), start, end, lane },
    };
  });
}

/**
 * Return how far a point is from a line, in the unit of both.
 *
 * @param {[number, number]} point
 * @param {[number, number][]} line
 * @param {number} lane of the line, which is drawn to its right by so many lanes
 * @returns {number}
 */
export function distancePx([x, y], line, lane = 0) {
  let least = Infinity;
  for (let index = 1; index < line.length; index += 1) {
    const [fromX, fromY] = line[index - 1];
    const [toX, toY] = line[index];
    const [alongX, alongY] = [toX - fromX, toY - fromY];
    const length = Math.hypot(alongX, alongY);
    if (!length) continue;
    const aside = (lane * LANE_PX) / length;
    const [startX, startY] = [fromX - alongY * aside, fromY + alongX * aside];
    const share = ((x - startX) * alongX + (y - startY) * alongY) / length ** 2;
    const at = Math.max(0, Math.min(1, share));
    least = Math.min(least, Math.hypot(x - startX - at * alongX, y - startY - at * alongY));
  }
  return least;
}

/** Return the pieces of a line as texts: `from to`. */
function piecesOf(coordinates) {
  const names = coordinates.map((position) => position.map((part) => part.toFixed(6)).join());
  return names.slice(1).map((to, index) => `${names[index]} ${to}`).filter((piece) => piece !== turned(piece));
}

function turned(piece) {
  const [from, to] = piece.split(" ");
  return `${to} ${from}`;
}
