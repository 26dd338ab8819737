/**
 * Find where the visitor is, and say honestly when that is not to be had.
 */

import { distanceM } from "./geometry.js";

const OPTIONS = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 };
const REFUSED = 1; // GeolocationPositionError.PERMISSION_DENIED
const FAR_M = 30_000; // beyond the territory's box by as much

/**
 * Return where the visitor is.
 *
 * @returns {Promise<{position: [number, number], accuracyM: number}>}
 * @throws {Error} whose message is the key of the sentence to say
 */
export function whereAmI() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new Error("locate_failed"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ position: [coords.longitude, coords.latitude], accuracyM: coords.accuracy }),
      ({ code }) => reject(new Error(code === REFUSED ? "locate_refused" : "locate_failed")),
      OPTIONS,
    );
  });
}

/**
 * Return how far a position is from a box, in metres; null where it is in it or near it.
 *
 * @param {[number, number]} position
 * @param {import("./geometry.js").Box} box
 * @returns {number | null}
 */
export function farFromM([lon, lat], [west, south, east, north]) {
  const nearest = [Math.min(east, Math.max(west, lon)), Math.min(north, Math.max(south, lat))];
  const awayM = distanceM([lon, lat], nearest);
  return awayM > FAR_M ? awayM : null;
}
