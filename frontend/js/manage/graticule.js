/** Lines of equal latitude and longitude: on a map without streets they show how far one moves. */

const STEPS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];
const LINES_WANTED = 3;

/**
 * Return the degrees between two to draw a line at: round ones, at least three.
 *
 * @param {number} from
 * @param {number} to
 * @returns {number[]}
 */
export function lines(from, to) {
  const step = STEPS.find((degrees) => (to - from) / degrees >= LINES_WANTED) ?? STEPS.at(-1);
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, index) => Number(((first + index) * step).toFixed(4)));
}

/** Keep a graticule on a Leaflet map, with its degrees at the east and south edges. */
export function addGraticule(map) {
  const { L } = window;
  const layer = L.layerGroup().addTo(map);
  const options = { className: "graticule", interactive: false, weight: 1 };
  const label = (at, degrees, side) =>
    L.marker(at, {
      icon: L.divIcon({ className: `graticule-label graticule-label--${side}`, html: `${degrees}°`, iconSize: null }),
      interactive: false,
      keyboard: false,
    });

  function draw() {
    const bounds = map.getBounds();
    const [west, south, east, north] = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    layer.clearLayers();
    for (const latitude of lines(south, north)) {
      layer.addLayer(L.polyline([[latitude, west], [latitude, east]], options));
      layer.addLayer(label([latitude, east], latitude, "east"));
    }
    for (const longitude of lines(west, east)) {
      layer.addLayer(L.polyline([[south, longitude], [north, longitude]], options));
      layer.addLayer(label([south, longitude], longitude, "south"));
    }
  }

  map.on("moveend", draw);
  map.whenReady(draw);
}
