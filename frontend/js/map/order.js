/**
 * Put places in the order a reader wants them: what the list beside the map says.
 */

import {
  anchorOf,
  boxAround,
  boxOfCircle,
  contains,
  cornersOf,
  distanceM,
  intersects,
  positionsOf,
} from "./geometry.js";

/**
 * @typedef {import("./geometry.js").Position} Position
 * @typedef {import("./geometry.js").Box} Box
 */

/**
 * Return the places a box shows: the main ones first, then by distance from the centre. Those whose
 * spot is not known come apart, in the same order of rank, by name.
 *
 * @param {GeoJSON.Feature[]} features
 * @param {Box} box
 * @param {Position} centre
 * @param {string} language to sort names by
 * @returns {{located: GeoJSON.Feature[], unlocated: GeoJSON.Feature[]}}
 */
export function listed(features, box, centre, language) {
  const shown = features.filter((feature) => isIn(feature, box));
  const located = shown
    .filter((feature) => feature.geometry)
    .map((feature) => ({ feature, awayM: distanceM(centre, anchorOf(feature.geometry)) }))
    .sort((one, other) => byRank(one.feature, other.feature) || one.awayM - other.awayM)
    .map(({ feature }) => feature);
  const names = new Intl.Collator([language, "fr"]);
  const unlocated = shown
    .filter((feature) => !feature.geometry)
    .sort(
      (one, other) =>
        byRank(one, other) || names.compare(one.properties.name, other.properties.name),
    );
  return { located, unlocated };
}

/**
 * Tell whether a place, or the area that an unlocated one lies in, shows in a box.
 *
 * @param {GeoJSON.Feature} feature
 * @param {Box} box
 * @returns {boolean}
 */
export function isIn(feature, box) {
  if (feature.geometry) return contains(box, anchorOf(feature.geometry));
  return Boolean(feature.properties.area) && intersects(box, boxOf(feature));
}

/**
 * Return the box to show for a place: what is known to hold it.
 *
 * @param {GeoJSON.Feature} feature
 * @returns {Box}
 */
export function boxOf({ geometry, properties: { area, accuracy_m: accuracyM } }) {
  if (!geometry) return boxOfCircle([area.lon, area.lat], area.radius_m ?? 0);
  if (geometry.type === "Point" && accuracyM) return boxOfCircle(geometry.coordinates, accuracyM);
  return boxAround(positionsOf(geometry));
}

/**
 * Return the box around the main places among those a box shows; null where there are none.
 *
 * @param {GeoJSON.Feature[]} features
 * @param {Box} box
 * @returns {Box | null}
 */
export function boxOfMain(features, box) {
  return boxOfAll(features.filter((feature) => feature.properties.core && isIn(feature, box)));
}

/**
 * Return the box around places, by their spots or the areas they lie in; null where none is known.
 *
 * @param {GeoJSON.Feature[]} features
 * @returns {Box | null}
 */
function boxOfAll(features) {
  const corners = features.flatMap((feature) => {
    if (feature.geometry) return [anchorOf(feature.geometry)];
    return feature.properties.area ? cornersOf(boxOf(feature)) : [];
  });
  return corners.length ? boxAround(corners) : null;
}

/**
 * Return the box around a circuit: its stops and the whole of its legs; null where nothing is known.
 *
 * @param {GeoJSON.Feature[]} features of a circuit, as the API gives them
 * @returns {Box | null}
 */
export function boxOfWay(features) {
  const isStop = ({ properties }) => properties.kind === "stop";
  const stops = boxOfAll(features.filter(isStop));
  const legs = features.filter((each) => each.geometry && !isStop(each)).flatMap(({ geometry }) => positionsOf(geometry));
  const corners = [...(stops ? cornersOf(stops) : []), ...legs];
  return corners.length ? boxAround(corners) : null;
}

function byRank(one, other) {
  return Number(other.properties.core) - Number(one.properties.core);
}
