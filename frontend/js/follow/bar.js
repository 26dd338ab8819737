/**
 * The bar over the map: what to do next, to be read at arm's length in the sun.
 */

import { icon, make } from "./dom.js";

/**
 * @param {ReturnType<import("./sentences.js").barSaid>} said
 * @param {object} options
 * @param {HTMLTemplateElement} options.icons
 * @returns {Node[]}
 */
export function barOf({ icon: sign, turn, distance, main, language, note }, { icons }) {
  const drawing = make("span.follow__sign", {}, icon(icons, sign));
  if (turn !== null) drawing.style.setProperty("--turn", `${turn}deg`);
  return [
    drawing,
    make(
      "div.follow__do",
      {},
      distance ? make("p.follow__distance", {}, distance) : null,
      make("p.follow__main-line", { lang: language }, main),
      note ? make("p.follow__bar-note", {}, note) : null,
    ),
  ];
}
