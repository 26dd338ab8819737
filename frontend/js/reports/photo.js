/**
 * Make a photo small before it is kept: drawn anew, it has nothing beside the picture any more, such
 * as where it was taken.
 */

const LONGEST_PX = 1600; // as on the server
const QUALITY = 0.85;

/**
 * Return the size of a picture within a square, never larger than it is.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} longest
 * @returns {[number, number]}
 */
export function within(width, height, longest = LONGEST_PX) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * Return a photo as it is kept and sent.
 *
 * @param {Blob} file
 * @returns {Promise<{type: string, bytes: ArrayBuffer}>}
 * @throws where this browser cannot read it
 */
export async function smaller(file) {
  const picture = await createImageBitmap(file);
  const [width, height] = within(picture.width, picture.height);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "white"; // a JPEG sees nothing through
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  picture.close();
  const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!drawn) throw new Error("The photo cannot be drawn");
  return { type: drawn.type, bytes: await drawn.arrayBuffer() };
}
