/**
 * The card that says what was tapped: a place, several in one spot, an area to be surveyed, or a leg
 * with its directions.
 */

import { present } from "./list.js";

export class Card {
  /**
   * @param {HTMLElement} element
   * @param {object} options
   * @param {import("./words.js").Words} options.words
   * @param {Record<string, string>} options.labels names of categories
   * @param {string} options.drawings address of the sheet of illustrations
   * @param {(feature: GeoJSON.Feature) => void} options.chosen a place of the card's list was chosen
   * @param {() => void} options.closed
   */
  constructor(element, { words, labels, drawings, chosen, closed }) {
    this.element = element;
    this.words = words;
    this.labels = labels;
    this.drawings = drawings;
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

  /**
   * Show a leg of a circuit with its directions.
   *
   * @param {object} leg in words
   * @param {string} leg.meta
   * @param {string} leg.title
   * @param {string} leg.length
   * @param {string[]} leg.notes
   * @param {{text: string, icon: string}[]} leg.steps
   * @param {string} leg.url of the page that says the same
   * @param {object} acts
   * @param {(step: number) => void} acts.stepped a direction was chosen
   * @param {(() => void) | null} acts.previous to the leg before; null where there is none
   * @param {(() => void) | null} acts.next
   * @param {object} [options]
   * @param {boolean} [options.focus]
   */
  showLeg({ meta, title, length, notes, steps, url }, { stepped, previous, next }, { focus = true } = {}) {
    this._fill({ meta, title });
    this.part("quality").textContent = [length, ...notes].join("\n");
    this.part("steps").replaceChildren(
      ...steps.map((step, index) => this._step(step, () => stepped(index))),
    );
    this.part("steps").hidden = !steps.length;
    this.part("turns").hidden = !previous && !next;
    for (const [name, act] of [["previous", previous], ["next", next]]) {
      this.part(name).disabled = !act;
      this.part(name).onclick = act;
    }
    this.part("way").href = url;
    this.part("way").hidden = false;
    this._open(focus);
  }

  /**
   * Mark one of the directions as the one that is shown.
   *
   * @param {number | null} step
   */
  markStep(step) {
    const buttons = this.part("steps").querySelectorAll("button");
    buttons.forEach((button, index) => {
      if (index === step) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    if (step !== null) buttons[step]?.scrollIntoView({ block: "nearest" });
  }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    present(this.opener)?.focus({ preventScroll: true });
    this.opener = null;
    this.closed();
  }

  _fill({ meta, title }) {
    this.part("meta").textContent = meta;
    this.part("title").textContent = title;
    this.part("state").hidden = true;
    this.part("link").hidden = true;
    this.part("list").hidden = true;
    this.part("steps").hidden = true;
    this.part("turns").hidden = true;
    this.part("way").hidden = true;
  }

  _step({ text, icon }, chosen) {
    const item = this.part("step").content.firstElementChild.cloneNode(true);
    const sign = item.querySelector("svg");
    if (icon) sign.querySelector("use").setAttribute("href", `${this.drawings}#icons-${icon}`);
    else sign.remove();
    item.querySelector("span").textContent = text;
    item.querySelector("button").addEventListener("click", chosen);
    return item;
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
