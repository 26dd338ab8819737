/** What waits for an officer, on a map without tiles: each spot leads to where it is dealt with. */

import { addGraticule } from "./graticule.js";
import { addLandmarks } from "./landmarks.js";

const CLOSEST_ZOOM = 16;

/**
 * Draw the map of the desk's first page.
 *
 * @param {HTMLElement} frame the empty `[data-tasks-map]` of templates/admin/index.html
 * @param {{spots: {kind: string, task: string, label: string, url: string, longitude: number, latitude: number}[], map: Object}} data
 */
export function drawTasks(frame, { spots, map: { bounds, places } }) {
  const { L } = window;
  frame.hidden = false;
  frame.setAttribute("role", "group");
  const map = L.map(frame, { attributionControl: false, scrollWheelZoom: false, maxBounds: L.latLngBounds(bounds).pad(1) });
  const markers = L.featureGroup(spots.toReversed().map((spot) => marker(L, spot)));
  // Approximate places lie all over the country, and can wait: what is urgent is seen near.
  const urgent = spots.filter(({ kind }) => kind !== "rough");
  const shown = L.latLngBounds((urgent.length ? urgent : spots).map(({ latitude, longitude }) => [latitude, longitude]));
  map.fitBounds(shown.pad(0.1), { maxZoom: CLOSEST_ZOOM, animate: false });
  L.control.scale({ imperial: false }).addTo(map);
  addGraticule(map);
  addLandmarks(map, places, "");
  markers.addTo(map);
}

/** Return the dot of a spot, with a link that says what waits there. */
function marker(L, { kind, task, label, url, longitude, latitude }) {
  const link = document.createElement("a");
  link.href = url;
  link.textContent = label;
  const said = document.createElement("div");
  said.dir = "auto";
  said.append(`${task} `, document.createElement("br"), link);
  return L.circleMarker([latitude, longitude], { radius: kind === "rough" ? 6 : 9, weight: 2, className: `spot spot--${kind}` }).bindPopup(said);
}
