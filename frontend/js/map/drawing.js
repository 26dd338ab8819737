/**
 * Turn what the API says of places into what the map draws: markers, halos, sites and areas.
 *
 * A halo is the circle that holds the real place. Places whose spot is not known have no marker:
 * all that lie in the same town share one area.
 *
 * @typedef {object} Drawing
 * @property {GeoJSON.Feature[]} markers points, towns left out
 * @property {GeoJSON.Feature[]} towns points
 * @property {GeoJSON.Feature[]} halos circles, with the id of their place
 * @property {GeoJSON.Feature[]} sites the areas and streets that are drawn as such
 * @property {Area[]} areas
 *
 * @typedef {object} Area of places whose spot is not known
 * @property {string} id
 * @property {string} name of the town they lie in
 * @property {[number, number]} centre
 * @property {number} radiusM holds most of them
 * @property {number} furthestM holds all of them
 * @property {GeoJSON.Feature[]} places
 */

import { anchorOf, circle, destination, distanceM } from "./geometry.js";

const MOST = 0.8; // of the places of an area: the few that may lie far out get a ring of their own

/**
 * Return how a marker is drawn: "solid" where the spot is known, "hollow" where it is approximate,
 * "sample" where it is an example.
 *
 * @param {object} properties of a place in the API
 * @returns {"solid" | "hollow" | "sample"}
 */
export function mannerOf({ quality, sample }) {
  if (sample || quality === "sample") return "sample";
  return quality === "approximate" ? "hollow" : "solid";
}

/**
 * Return what to draw for places.
 *
 * @param {GeoJSON.Feature[]} features
 * @param {string} sampleWord to write under samples
 * @returns {Drawing}
 */
export function drawingOf(features, sampleWord) {
  const located = features.filter((feature) => feature.geometry);
  const points = located.map((feature) => marker(feature, sampleWord));
  return {
    markers: points.filter((feature) => feature.properties.category !== "town"),
    towns: points.filter((feature) => feature.properties.category === "town"),
    halos: located.filter(hasHalo).map(halo),
    sites: located.filter(({ geometry }) => geometry.type !== "Point"),
    areas: areasOf(features.filter((feature) => !feature.geometry && feature.properties.area)),
  };
}

/**
 * Return the markers of the stops of a circuit. Stops on the same spot share a marker: its `order`
 * is then "3 · 4" and its `slugs` name both.
 *
 * @param {GeoJSON.Feature[]} markers as `drawingOf` gives them
 * @param {Map<string, number>} orders of the stops, by slug
 * @returns {GeoJSON.Feature[]}
 */
export function stopMarkers(markers, orders) {
  const inOrder = [...markers].sort((one, other) => orders.get(one.id) - orders.get(other.id));
  const spots = groupBy(inOrder, ({ geometry }) => geometry.coordinates.join());
  return [...spots.values()].map((stops) => {
    const joined = (name) => stops.map(({ properties }) => properties[name]).join(" · ");
    return {
      ...stops[0],
      properties: {
        ...stops[0].properties,
        label: joined("label"),
        order: stops.map(({ id }) => orders.get(id)).join(" · "),
        slugs: stops.map(({ id }) => id).join(),
      },
    };
  });
}

/**
 * Return the areas of places whose spot is not known, one for each town they lie in.
 *
 * @param {GeoJSON.Feature[]} features unlocated places with an area
 * @returns {Area[]}
 */
export function areasOf(features) {
  return [...groupBy(features, areaId)].map(([id, places]) => {
    const radii = places.map(({ properties }) => properties.area.radius_m ?? 0).sort((a, b) => a - b);
    const { lon, lat, name } = places[0].properties.area;
    return {
      id,
      name,
      centre: [lon, lat],
      radiusM: radii[Math.ceil(radii.length * MOST) - 1],
      furthestM: radii.at(-1),
      places,
    };
  });
}

/**
 * Return the circles of areas as features: `kind` is "most" for the circle that holds most of the
 * places, "all" for the ring that holds all where that is another one.
 *
 * @param {Area[]} areas
 * @returns {GeoJSON.Feature[]}
 */
export function areaCircles(areas) {
  return areas.flatMap((area) => {
    const radii = [["most", area.radiusM]];
    if (area.furthestM > area.radiusM) radii.push(["all", area.furthestM]);
    return radii
      .filter(([, radiusM]) => radiusM > 0)
      .map(([kind, radiusM]) => ({
        type: "Feature",
        id: area.id,
        geometry: { type: "Polygon", coordinates: [circle(area.centre, radiusM)] },
        properties: { area: area.id, kind, radius_m: radiusM },
      }));
  });
}

/**
 * Return the captions of areas: points on the northern or the southern edge of their circles,
 * whichever is further from the markers.
 *
 * @param {Area[]} areas
 * @param {GeoJSON.Feature[]} markers
 * @param {(area: Area) => string} captionOf
 * @returns {GeoJSON.Feature[]}
 */
export function areaCaptions(areas, markers, captionOf) {
  const taken = markers.map(({ geometry }) => geometry.coordinates);
  const roomAt = (position) => Math.min(...taken.map((other) => distanceM(position, other)));
  return areas.map((area) => {
    const [north, south] = [0, 180].map((course) => destination(area.centre, area.radiusM, course));
    return {
      type: "Feature",
      id: area.id,
      geometry: { type: "Point", coordinates: roomAt(south) > roomAt(north) ? south : north },
      properties: { area: area.id, label: captionOf(area), radius_m: area.radiusM },
    };
  });
}

/**
 * Return a name without what it says in brackets: on the map there is no room for other spellings.
 *
 * @param {string} name
 * @returns {string}
 */
export function shortName(name) {
  return name.replace(/\s*\([^)]*\)/g, "").trim() || name;
}

/** Return things by a key, in the order they came. */
function groupBy(things, keyOf) {
  const groups = new Map();
  for (const thing of things) {
    const key = keyOf(thing);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(thing);
  }
  return groups;
}

function areaId({ properties: { area } }) {
  return area.slug ?? `${area.lon},${area.lat}`;
}

function marker(feature, sampleWord) {
  const { name, category, core } = feature.properties;
  const manner = mannerOf(feature.properties);
  return {
    type: "Feature",
    id: feature.id,
    geometry: { type: "Point", coordinates: anchorOf(feature.geometry) },
    properties: {
      slug: feature.id,
      category,
      manner,
      label: shortName(name),
      note: manner === "sample" ? sampleWord : "",
      rank: core ? 0 : 1,
    },
  };
}

function hasHalo({ properties: { quality, accuracy_m: accuracyM } }) {
  return quality !== "surveyed" && accuracyM > 0;
}

function halo(feature) {
  const radiusM = feature.properties.accuracy_m;
  return {
    type: "Feature",
    geometry: { type: "Polygon", coordinates: [circle(anchorOf(feature.geometry), radiusM)] },
    properties: { slug: feature.id, manner: mannerOf(feature.properties), radius_m: radiusM },
  };
}
