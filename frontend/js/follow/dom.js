/**
 * Make elements.
 */

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
 * @param {HTMLTemplateElement} icons the page's own, so that none has to be fetched on the way
 * @param {string} name
 * @returns {Node}
 */
export function icon(icons, name) {
  const drawing = icons.content.querySelector(`.icon--${name}`) ?? icons.content.querySelector(".icon--info");
  return drawing.cloneNode(true);
}
