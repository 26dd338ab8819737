/**
 * The list on a phone: a sheet that is low, half as high as the screen, or all of it. One button
 * goes from one to the next.
 */

const STATES = ["peek", "half", "full"];

export class Sheet {
  /**
   * @param {HTMLElement} element
   * @param {import("./words.js").Words} words
   */
  constructor(element, words) {
    this.element = element;
    this.words = words;
    this.handle = element.querySelector("[data-sheet-handle]");
    this.handle.hidden = false;
    this.handle.setAttribute("aria-controls", "map-list");
    this.handle.addEventListener("click", () => {
      this.state = STATES[(STATES.indexOf(this.state) + 1) % STATES.length];
    });
    const list = element.querySelector("[data-map-list]");
    const isRead = list.scrollTop > 0 || list.contains(document.activeElement);
    this.state = isRead ? "half" : "peek";
  }

  /** @returns {"peek" | "half" | "full"} */
  get state() {
    return this.element.dataset.state;
  }

  set state(state) {
    this.element.dataset.state = state;
    this.handle.querySelector("span").textContent = this.words.say(`sheet_${state}`);
    this.handle.setAttribute("aria-expanded", String(state !== "peek"));
    this.element.querySelector("[data-map-list]").scrollTop = 0;
  }
}
