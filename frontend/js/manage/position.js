/** Read and write positions as people type them: latitude first, in degrees (WGS 84). */

const NUMBER = "[-+−]?\\d{1,3}(?:\\.\\d+)?";
const PAIR = new RegExp(`^\\s*(${NUMBER})\\s*°?\\s*[\\s,;،]\\s*(${NUMBER})\\s*°?\\s*$`);
const DIGITS = 6; // a tenth of a metre

/**
 * Return the GeoJSON geometry that a text says, or null where it says none.
 *
 * @param {string} text "28.987, -10.057" or GeoJSON
 * @returns {{type: string, coordinates: number[]} | null}
 */
export function parse(text) {
  const pair = PAIR.exec(text);
  if (pair) {
    const [latitude, longitude] = pair.slice(1).map((number) => Number(number.replace("−", "-")));
    return { type: "Point", coordinates: [longitude, latitude] };
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Return what `parse` reads: two numbers for a point, GeoJSON for a line or an area.
 *
 * @param {{type: string, coordinates: number[]} | null} geometry
 */
export function format(geometry) {
  if (!geometry) return "";
  if (geometry.type !== "Point") return JSON.stringify(geometry);
  const [longitude, latitude] = geometry.coordinates;
  return `${round(latitude)}, ${round(longitude)}`;
}

function round(degrees) {
  return Number(degrees.toFixed(DIGITS));
}
