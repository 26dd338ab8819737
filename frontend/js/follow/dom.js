/**
 * Make elements.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag with classes: `p.follow__title`
 * @param {Record<string, any>} [attributes] a function listens, `true` is set, `null` and `false` are not
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/**
 * @param {string} sheet address of the site's symbols
 * @param {string} name of an icon
 * @returns {SVGElement}
 */
export function icon(sheet, name) {
  const drawing = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  drawing.setAttribute("class", `icon icon--${name}`);
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("focusable", "false");
  use.setAttribute("href", `${sheet}#icons-${name}`);
  drawing.append(use);
  return drawing;
}
