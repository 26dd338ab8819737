/**
 * An edition as the map reads circuits: features of stops and legs, as the API gives them
 * (circuits/features.py), in one language.
 */

/** Return the words of a text in a language, "" where there is none. */
export function say(text, language) {
  return text?.[language] ?? "";
}

/**
 * Return whose words stand in where a language has none of its own: for `lang` and `dir`.
 *
 * @param {object | null} text
 * @param {string} language
 * @returns {string | undefined}
 */
export function fallbackOf(text, language) {
  return text?.fallback?.[language];
}

/**
 * Return the stops of an edition and the legs between them.
 *
 * @param {object} document
 * @param {string} language
 * @returns {GeoJSON.Feature[]}
 */
export function featuresOf(document, language) {
  const stops = document.stops.map((stop) => stopFeature(stop, document.places[stop.place], language));
  const names = new Map(stops.map(({ properties: { order, name } }) => [order, name]));
  return [...stops, ...document.legs.map((leg) => legFeature(leg, names, language))];
}

function stopFeature({ order, place: slug }, place, language) {
  const { area } = place;
  return {
    type: "Feature",
    id: slug,
    geometry: place.position && { type: "Point", coordinates: place.position },
    properties: {
      kind: "stop",
      order,
      name: say(place.name, language),
      url: `#stop-${order}`,
      category: place.category,
      quality: place.position_quality,
      accuracy_m: place.position_accuracy_m,
      sample: place.sample,
      area: area && {
        slug: area.place,
        name: say(area.name, language),
        lon: area.position[0],
        lat: area.position[1],
        radius_m: area.radius_m,
      },
    },
  };
}

function legFeature(leg, names, language) {
  const { geometry, manoeuvres, notes, ...properties } = leg;
  const line = geometry?.coordinates ?? [];
  const directions = manoeuvres.map(({ text }) => say(text, language));
  return {
    type: "Feature",
    id: `leg-${leg.start}`,
    geometry,
    properties: {
      ...properties,
      kind: "leg",
      start_name: names.get(leg.start),
      end_name: names.get(leg.end),
      notes: notes.map((note) => say(note, language)),
      directions,
      manoeuvres: manoeuvres.map((one, index) => ({
        ...one,
        text: directions[index],
        lon: line[one.begin]?.[0],
        lat: line[one.begin]?.[1],
      })),
    },
  };
}
