/**
 * The legs of a circuit as they are drawn: which of them share their way, and which is nearest.
 */

const SHARED = 0.15; // of a leg's bits: what only touches another leg keeps the middle of its way
const LANE_PX = 4.5;

/**
 * Return the legs of a circuit to draw. `lane` is 1 where a leg goes over the way of another one in
 * the other direction, or back over its own: it then keeps to its right. Else it is 0.
 *
 * A leg that follows the streets except for the last metres to its stop comes in pieces, of which only
 * those metres are approximate.
 *
 * @param {GeoJSON.Feature[]} features of a circuit, as the API gives them
 * @returns {GeoJSON.Feature[]} with the identifier of their leg as the property `leg`
 */
export function drawnLegs(features) {
  const legs = features.filter(({ geometry, properties }) => geometry && properties.kind === "leg");
  const steps = legs.map(({ geometry }) => stepsOf(geometry.coordinates));
  const passed = new Set(steps.flat());
  return legs.flatMap((leg, index) => {
    const { mode } = leg.properties;
    const back = steps[index].filter((step) => passed.has(turned(step))).length;
    const lane = back > SHARED * steps[index].length ? 1 : 0;
    return piecesOf(leg).map(([approximate, coordinates]) => ({
      type: "Feature",
      geometry: { type: "LineString", coordinates },
      properties: { leg: leg.id, mode, approximate, lane },
    }));
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

/** Return the parts of a leg that are approximate and those that are not, in order. */
function piecesOf({ geometry: { coordinates }, properties }) {
  const { approximate, basis, start_off_street: startsOff, end_off_street: endsOff } = properties;
  if (basis !== "streets" || coordinates.length < 4) return [[Boolean(approximate), coordinates]];
  const from = startsOff ? 1 : 0;
  const to = coordinates.length - (endsOff ? 1 : 0);
  return [
    ...(startsOff ? [[true, coordinates.slice(0, 2)]] : []),
    [false, coordinates.slice(from, to)],
    ...(endsOff ? [[true, coordinates.slice(-2)]] : []),
  ];
}

/** Return the straight bits of a line as texts: `from to`. */
function stepsOf(coordinates) {
  const names = coordinates.map((position) => position.map((part) => part.toFixed(6)).join());
  return names.slice(1).map((to, index) => `${names[index]} ${to}`).filter((step) => step !== turned(step));
}

function turned(step) {
  const [from, to] = step.split(" ");
  return `${to} ${from}`;
}
