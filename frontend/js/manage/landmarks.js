/** The town's published places, faint under what is being edited: the landmarks of a map without tiles. */

const NAMED_AT_MOST = 12; // more names than this would hide each other

/**
 * Keep the places around on a Leaflet map; without an answer the map does without them.
 *
 * @param {L.Map} map
 * @param {string} url address of a GeoJSON FeatureCollection that still takes `&bbox=`
 * @param {string} besides slug of the place that is being edited
 */
export function addLandmarks(map, url, besides) {
  const { L } = window;
  let asked = new AbortController();
  let layer = L.layerGroup().addTo(map);

  async function draw() {
    asked.abort();
    asked = new AbortController();
    let places;
    try {
      const answer = await fetch(`${url}&bbox=${map.getBounds().toBBoxString()}`, { signal: asked.signal });
      const { features } = await answer.json();
      places = features.filter(({ id, geometry }) => geometry && id !== besides);
    } catch {
      return; // overtaken by the next move, or no answer: landmarks are a help, not a need
    }
    map.removeLayer(layer);
    layer = L.geoJSON(places, {
      style: (place) => ({ className: isRough(place) ? "landmark landmark--rough" : "landmark", weight: 1 }),
      pointToLayer: (place, at) =>
        isRough(place) ? L.circle(at, { radius: place.properties.accuracy_m }) : L.circleMarker(at, { radius: 5 }),
      onEachFeature: ({ properties }, shape) =>
        shape.bindTooltip(properties.name, { permanent: places.length <= NAMED_AT_MOST, className: "landmark-name" }),
    }).addTo(map);
    layer.bringToBack();
  }

  map.on("moveend", draw);
  map.whenReady(draw);
}

/** Tell whether a place is drawn as the circle it lies in. */
function isRough({ properties }) {
  return properties.quality === "approximate" && properties.accuracy_m > 0;
}
