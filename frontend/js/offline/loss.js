/**
 * Tell at the next visit what the browser has cleared from this phone: before the walk, not on it.
 */

import { isPlan, pageOf } from "./addresses.js";
import { make } from "./dom.js";
import { lost } from "./persistence.js";

/**
 * Return the name of a circuit in a language; made from its slug where nothing else is left of it.
 *
 * @param {string} slug
 * @param {object | null} name in all languages
 * @param {string} language
 * @param {string} plan what any plan is called, whose slug says nothing
 * @returns {string}
 */
export function nameOf(slug, name, language, plan) {
  if (!name && isPlan(slug)) return plan;
  const words = slug.replaceAll("-", " ");
  return name?.[language] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Show the notice that the page brought along, if anything is lost. */
export async function tellOfLoss() {
  const template = document.querySelector("[data-lost]");
  const found = Object.entries(await lost());
  if (!template || !found.length) return;
  const notice = template.content.firstElementChild.cloneNode(true);
  const { lang } = document.documentElement;
  notice.querySelector("[data-lost-list]").append(
    ...found.map(([slug, name]) =>
      make("li", {}, make("a", { href: `${pageOf(slug, name?.query, lang)}#take` }, nameOf(slug, name, lang, template.dataset.plan))),
    ),
  );
  document.querySelector("main").prepend(notice);
}
