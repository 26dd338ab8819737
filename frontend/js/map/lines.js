/**
 * Break a label into lines.
 */

const MOST_LINES = 3;
const STEPS = 12; // of a line's width, when evening out

/**
 * Return a text in lines no wider than asked for, about equally long; a single word may be wider.
 * Past three lines the rest is cut with an ellipsis.
 *
 * @param {string} text
 * @param {number} width of the widest line
 * @param {(line: string) => number} widthOf
 * @returns {string[]}
 */
export function labelLines(text, width, widthOf) {
  const words = text.split(/\s+/).filter(Boolean);
  const lines = broken(words, width, widthOf);
  if (lines.length > MOST_LINES) return [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]}…`];
  for (let share = 1; share < STEPS; share += 1) {
    const evener = broken(words, (width * share) / STEPS, widthOf);
    if (evener.length === lines.length) return evener; // as few lines, none of them longer
  }
  return lines;
}

function broken(words, width, widthOf) {
  const lines = [];
  for (const word of words) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
