/**
 * The card that says what was tapped: a place, several in one spot, or an area to be surveyed.
 */

export class Card {
  /**
   * @param {HTMLElement} element
   * @param {object} options
   * @param {import("./words.js").Words} options.words
   * @param {Record<string, string>} options.labels names of categories
   * @param {(feature: GeoJSON.Feature) => void} options.chosen a place of the card's list was chosen
   * @param {() => void} options.closed
   */
  constructor(element, { words, labels, chosen, closed }) {
    this.element = element;
    this.words = words;
    this.labels = labels;
    this.chosen = chosen;
    this.closed = closed;
    this.opener = null;
    this.part("close").addEventListener("click", () => this.close());
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** @returns {HTMLElement} */
  part(name) {
    return this.element.querySelector(`[data-card-${name}]`);
  }

  /**
   * Show a place.
   *
   * @param {GeoJSON.Feature} feature
   * @param {object} [options]
   * @param {string} [options.state] how it stands at the chosen time, in words
   * @param {boolean} [options.focus] take the focus, as what is tapped does
   */
  showPlace(feature, { state = "", focus = true } = {}) {
    const { name, category, url, order } = feature.properties;
    const stop = order ? `${this.words.say("stop", { number: order })} · ` : "";
    this._fill({ meta: stop + this.labels[category], title: name });
    this.part("quality").textContent = this.words.quality(feature.properties);
    this.part("state").textContent = state;
    this.part("state").hidden = !state;
    this.part("link").href = url;
    this.part("link").hidden = false;
    this._open(focus);
  }

  /**
   * Show several places as a list to choose from.
   *
   * @param {object} shown
   * @param {string} shown.title
   * @param {string} [shown.note]
   * @param {GeoJSON.Feature[]} features
   */
  showPlaces({ title, note = "" }, features) {
    this._fill({ meta: "", title });
    this.part("quality").textContent = note;
    this.part("list").replaceChildren(...features.map((feature) => this._item(feature)));
    this.part("list").hidden = false;
    this._open();
  }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.opener?.focus({ preventScroll: true });
    this.opener = null;
    this.closed();
  }

  _fill({ meta, title }) {
    this.part("meta").textContent = meta;
    this.part("title").textContent = title;
    this.part("state").hidden = true;
    this.part("link").hidden = true;
    this.part("list").hidden = true;
  }

  _open(focus = true) {
    if (this.element.hidden) this.opener = document.activeElement;
    this.element.hidden = false;
    this.element.scrollTop = 0;
    if (focus) this.element.focus({ preventScroll: true });
  }

  _item(feature) {
    const { name, url, category, area } = feature.properties;
    const link = Object.assign(document.createElement("a"), { href: url, textContent: name });
    const meta = document.createElement("span");
    meta.textContent = [
      this.labels[category],
      area?.radius_m && this.words.say("within", { distance: this.words.length(area.radius_m) }),
    ]
      .filter(Boolean)
      .join(" · ");
    const item = document.createElement("li");
    item.append(link, meta);
    item.addEventListener("focusin", () => this.chosen(feature));
    item.addEventListener("pointerenter", () => this.chosen(feature));
    return item;
  }
}
