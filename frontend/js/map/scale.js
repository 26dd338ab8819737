/**
 * Choose a round length for the scale bar.
 */

/**
 * Return the longest round length that a bar of a given width can show: 1, 2 or 5 times a power of
 * ten, in metres.
 *
 * @param {number} metresAPixel
 * @param {number} widestPx
 * @returns {{lengthM: number, widthPx: number}}
 */
export function scaleBar(metresAPixel, widestPx) {
  const most = metresAPixel * widestPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const lengthM = [5, 2, 1].map((digit) => digit * power).find((length) => length <= most) ?? power;
  return { lengthM, widthPx: lengthM / metresAPixel };
}
