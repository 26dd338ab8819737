/**
 * The list that says what the map shows, for those who read and those who use the keyboard.
 */

const SHOWN = 100;

export class PlaceList {
  /**
   * @param {HTMLElement} element
   * @param {object} options
   * @param {HTMLTemplateElement} options.template of an item
   * @param {import("./words.js").Words} options.words
   * @param {Record<string, string>} options.labels names of categories
   * @param {string} options.drawings address of the sheet of illustrations
   * @param {(feature: GeoJSON.Feature | null) => void} options.pointed at, by focus or pointer
   * @param {(feature: GeoJSON.Feature) => void} options.shown on the map, by its button
   */
  constructor(element, { template, words, labels, drawings, pointed, shown }) {
    Object.assign(this, { element, template, words, labels, drawings, pointed, shown });
    /** @type {import("./way.js").Way | null} legs to list between the stops of a circuit */
    this.way = null;
  }

  /**
   * Show places, those that are to be surveyed apart. The focus stays where it was.
   *
   * @param {{located: GeoJSON.Feature[], unlocated: GeoJSON.Feature[]}} places
   */
  show({ located, unlocated }) {
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    const parts = [];
    if (located.length) parts.push(this._list(located.slice(0, SHOWN)));
    if (located.length > SHOWN) parts.push(this._note("more", located.length - SHOWN));
    if (unlocated.length) {
      const heading = document.createElement("h2");
      heading.className = "map-list__heading";
      heading.textContent = this.words.say("to_survey", { count: unlocated.length });
      parts.push(heading, this._list(unlocated.slice(0, SHOWN)));
      if (unlocated.length > SHOWN) parts.push(this._note("more", unlocated.length - SHOWN));
    }
    if (!parts.length) parts.push(this._note("nothing"));
    this.element.replaceChildren(...parts);
    present(focused)?.focus({ preventScroll: true });
  }

  /**
   * Mark a place as the chosen one.
   *
   * @param {string | null} slug
   */
  mark(slug) {
    this.element.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const item = slug && this._item(slug);
    if (!item) return;
    item.setAttribute("aria-current", "true");
    item.scrollIntoView({ block: "nearest" });
  }

  _item(slug) {
    return this.element.querySelector(`[data-place="${CSS.escape(slug)}"]`);
  }

  _list(features) {
    const list = document.createElement("ul");
    list.className = "map-list";
    list.append(...features.flatMap((feature) => [this._place(feature), ...this._leg(feature)]));
    return list;
  }

  /** Return the leg from a stop to the next one, to be read and shown on the map. */
  _leg({ properties: { order } }) {
    const leg = order && this.way?.legs.find(({ properties }) => properties.start === order);
    if (!leg) return [];
    const { title, length } = this.way.said(leg);
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "map-list__leg", textContent: length });
    button.setAttribute("aria-label", `${title}: ${length}`);
    button.addEventListener("click", () => this.way.open(leg.id, { fly: true }));
    const item = document.createElement("li");
    item.append(button);
    return [item];
  }

  _place(feature) {
    const { name, category, url } = feature.properties;
    const item = this.template.content.firstElementChild.cloneNode(true);
    item.dataset.place = feature.id;
    item.querySelector("use").setAttribute("href", `${this.drawings}#places-${category}`);
    Object.assign(item.querySelector("a"), { href: url, textContent: name });
    const quality = this.words.quality(feature.properties);
    item.querySelector(".map-list__meta").textContent = `${this.labels[category]} · ${quality}`;
    const button = item.querySelector("button");
    button.setAttribute("aria-label", this.words.say("show", { name }));
    button.addEventListener("click", () => this.shown(feature));
    item.addEventListener("focusin", () => this.pointed(feature));
    item.addEventListener("focusout", () => this.pointed(null));
    item.addEventListener("pointerenter", () => this.pointed(feature));
    item.addEventListener("pointerleave", () => this.pointed(null));
    return item;
  }

  _note(key, count) {
    const note = document.createElement("p");
    note.className = "map-list__empty";
    note.textContent = this.words.say(key, { count });
    return note;
  }
}

/**
 * Return a part of the list, or what has come in its place: the list is drawn anew when the map moves.
 *
 * @param {HTMLElement | null} part
 * @returns {HTMLElement | null} the one that is there now
 */
export function present(part) {
  if (!part || part.isConnected) return part;
  const { place } = part.closest("[data-place]")?.dataset ?? {};
  return place ? document.querySelector(`[data-place="${CSS.escape(place)}"] ${part.localName}`) : null;
}
