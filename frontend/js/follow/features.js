/**
 * Say what an edition holds as the map reads it: the features that the API gives of a circuit.
 */

/**
 * Return a text in a language, with the language it really is in.
 *
 * @param {Record<string, any> | null} text of an edition
 * @param {string} language
 * @returns {{words: string, language: string}}
 */
export function textIn(text, language) {
  if (!text) return { words: "", language };
  return { words: text[language] ?? "", language: text.fallback?.[language] ?? language };
}

/**
 * Return the stops and legs of an edition in a language.
 *
 * @param {object} edition
 * @param {string} language
 * @returns {GeoJSON.Feature[]}
 */
export function featuresOf(edition, language) {
  const say = (text) => textIn(text, language).words;
  const stops = edition.stops.map(({ order, place: slug }) => {
    const place = edition.places[slug];
    return {
      type: "Feature",
      id: slug,
      geometry: place.position && { type: "Point", coordinates: place.position },
      properties: {
        slug,
        kind: "stop",
        order,
        name: say(place.name),
        category: place.category,
        quality: place.position_quality,
        accuracy_m: place.position_accuracy_m,
        sample: place.sample,
        area: place.position ? null : areaOf(place.area, say),
      },
    };
  });
  const legs = edition.legs.map((leg) => ({
    type: "Feature",
    id: `leg-${leg.start}`,
    geometry: leg.geometry,
    properties: { ...leg, kind: "leg", geometry: undefined, notes: [], manoeuvres: [] },
  }));
  return [...stops, ...legs];
}

function areaOf(area, say) {
  if (!area?.position) return null;
  return {
    slug: area.place,
    name: say(area.name),
    lon: area.position[0],
    lat: area.position[1],
    radius_m: area.radius_m,
  };
}
