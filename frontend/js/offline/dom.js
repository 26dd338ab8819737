/** Make elements of a page. */

/**
 * Return an element. A property that is null or undefined is left out; `class`, `data-*`, `aria-*` and
 * whatever has no property of its own become attributes.
 *
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Return a sign of the user interface.
 *
 * @param {string} drawings address of the sheet of illustrations
 * @param {string} name
 * @param {string} [classes]
 * @returns {SVGElement}
 */
export function icon(drawings, name, classes = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon icon--${name} ${classes}`.trim());
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${drawings}#icons-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Read the JSON that a page holds in an element.
 *
 * @param {ParentNode} element
 * @returns {any}
 */
export function readData(element) {
  return JSON.parse(element.querySelector(':scope > script[type="application/json"]').textContent);
}
